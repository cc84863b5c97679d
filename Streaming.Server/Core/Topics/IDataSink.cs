using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>Receives the data of messages that are read from a log, one message after another.</summary>
internal interface IDataSink
{
    /// <summary>Receives the data of the next message.</summary>
    /// <param name="offset">The offset of the message.</param>
    /// <param name="kind">The kind of the data: text, JSON or other bytes.</param>
    /// <param name="data">The data, which is valid only during the call.</param>
    void Add(long offset, DataKind kind, ReadOnlySpan<byte> data);
}
