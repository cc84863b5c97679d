using Streaming.Server.Core.Messages;

namespace Streaming.Server.Fanout.WebSockets;

/// <summary>Handles the messages that the client of one WebSocket sends.</summary>
internal interface IWebSocketMessageHandler
{
    /// <summary>Handles one message that the client has sent.</summary>
    /// <param name="message">The bytes of the message, which are valid until the returned task completes.</param>
    /// <param name="cancellationToken">A token that is cancelled when the connection is closed.</param>
    /// <returns>False to receive no further messages, because the connection is closed or the client no longer reads the
    /// responses.</returns>
    ValueTask<bool> HandleAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <summary>Called when the server closes the connection because the client has sent a message that exceeds the maximum size.</summary>
    void RefusedTooLarge(int limit);

    /// <summary>Called when the server closes the connection because the rest of a message has not arrived in time.</summary>
    void RefusedIdle(RefusalException refusal);
}
