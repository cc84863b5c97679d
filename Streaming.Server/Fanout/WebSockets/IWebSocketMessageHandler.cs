using Streaming.Server.Core.Messages;

namespace Streaming.Server.Fanout.WebSockets;

/// <summary>Handles the messages that a client sends on one WebSocket.</summary>
internal interface IWebSocketMessageHandler
{
    /// <summary>Handles one message of the client.</summary>
    /// <param name="message">The bytes of the message, which are valid until the returned task completes.</param>
    /// <param name="cancellationToken">Cancelled when the connection is closed.</param>
    /// <returns>False to stop receiving, since the connection is closed or the client no longer reads the answers.</returns>
    ValueTask<bool> HandleAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <summary>Records that the connection is closed because the client sent a message that is larger than the limit (in bytes).</summary>
    void RefusedTooLarge(int limit);

    /// <summary>Records that the connection is closed because the rest of a message did not arrive in time.</summary>
    void RefusedIdle(RefusalException refusal);
}
