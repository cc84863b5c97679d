using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>Receives the messages of a page that is read from a log, one message after another.</summary>
internal interface IMessageSink
{
    /// <summary>Receives the next message, which is valid only during the call.</summary>
    void Add(in MessageRow row);
}
