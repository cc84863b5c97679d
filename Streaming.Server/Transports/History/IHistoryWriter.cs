using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.History;

/// <summary>
/// Encodes messages in one format into the buffer of a response. No method waits for the client: the caller sends the content of the
/// buffer.
/// </summary>
internal interface IHistoryWriter : IAsyncDisposable
{
    /// <summary>Writes the bytes that precede the first message, such as the header row of a CSV file.</summary>
    ValueTask BeginAsync(CancellationToken cancellationToken);

    /// <summary>Writes one page of messages.</summary>
    ValueTask WriteAsync(IReadOnlyList<Message> page, CancellationToken cancellationToken);

    /// <summary>Writes the bytes that follow the last message, such as the closing bracket of a JSON array.</summary>
    ValueTask EndAsync(CancellationToken cancellationToken);
}
