using Streaming.Server.Core.Messages;

namespace Streaming.Server.Fanout.WebSockets;

/// <summary>Takes what comes in on one WebSocket, message by message.</summary>
internal interface IWebSocketMessageHandler
{
    /// <summary>Takes a message.</summary>
    /// <param name="message">Its bytes, valid until this returns.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>False if the connection is closed, or the far side does not take the answers any more.</returns>
    ValueTask<bool> HandleAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <summary>A message was larger than the limit; the connection is closed for it.</summary>
    void RefusedTooLarge(int limit);

    /// <summary>The rest of a message did not come in time; the connection is closed for it.</summary>
    void RefusedIdle(RefusalException refusal);
}
