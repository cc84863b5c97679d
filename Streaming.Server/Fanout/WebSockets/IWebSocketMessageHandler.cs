using Streaming.Server.Core.Messages;

namespace Streaming.Server.Fanout.WebSockets;

/// <summary>Handles the messages that arrive on one WebSocket.</summary>
internal interface IWebSocketMessageHandler
{
    /// <summary>Handles a message.</summary>
    /// <param name="message">The message's bytes, which are valid until the task completes.</param>
    /// <param name="cancellationToken">Cancels the handling.</param>
    /// <returns>False if the connection is closed, or the client no longer reads the answers.</returns>
    ValueTask<bool> HandleAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <summary>Records that a message was larger than the limit, for which the connection is closed.</summary>
    void RefusedTooLarge(int limit);

    /// <summary>Records that the rest of a message did not arrive in time, for which the connection is closed.</summary>
    void RefusedIdle(RefusalException refusal);
}
