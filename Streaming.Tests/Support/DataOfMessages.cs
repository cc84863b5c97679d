using System.Text;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Tests.Support;

/// <summary>Collects the data of messages that are read from a log.</summary>
internal sealed class DataOfMessages : IDataSink
{
    public List<(long Offset, DataKind Kind, string Text)> Messages { get; } = [];

    public void Add(long offset, DataKind kind, ReadOnlySpan<byte> data) => Messages.Add((offset, kind, Encoding.UTF8.GetString(data)));
}
