using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.History;

/// <summary>Writes messages in one format into a response's buffer. No method waits for the client; the caller flushes.</summary>
internal interface IHistoryWriter : IAsyncDisposable
{
    /// <summary>Writes the bytes before the first message.</summary>
    ValueTask BeginAsync(CancellationToken cancellationToken);

    /// <summary>Writes messages.</summary>
    ValueTask WriteAsync(IReadOnlyList<Message> page, CancellationToken cancellationToken);

    /// <summary>Writes the bytes after the last message.</summary>
    ValueTask EndAsync(CancellationToken cancellationToken);
}
