using System.Text;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Tests.Support;

/// <summary>Collects the messages that a log passes as rows.</summary>
internal sealed class RowsOfMessages : IMessageSink
{
    public List<Message> Messages { get; } = [];

    public void Add(in MessageRow row)
    {
        var content = new NewMessage(row.Kind, row.Data.ToArray(), row.Type, row.HasSender ? Encoding.UTF8.GetString(row.Sender) : null);
        Messages.Add(new Message(row.Topic, new Position(row.Epoch, row.Offset), row.Time, content) { TraceParent = row.TraceParent });
    }
}
