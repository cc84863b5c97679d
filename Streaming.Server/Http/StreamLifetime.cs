using Streaming.Server.Core.Messages;

namespace Streaming.Server.Http;

/// <summary>Signals the end of a stream: its client closes the connection, or the server stops.</summary>
internal sealed class StreamLifetime(IHostApplicationLifetime lifetime)
{
    /// <summary>Whether the server is stopping, so that it refuses new streams.</summary>
    public bool IsStopping => lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>A cancellation token that is cancelled when the server stops.</summary>
    public CancellationToken Stopping => lifetime.ApplicationStopping;

    /// <summary>Throws if the server is stopping, since it then refuses new streams.</summary>
    /// <exception cref="RefusalException">The server is stopping.</exception>
    public void RefuseWhenStopping()
    {
        if (IsStopping)
            throw new RefusalException(RefusalReason.Unavailable, "The server is stopping; connect again in a moment.");
    }

    /// <summary>
    /// Creates the source of the cancellation token of one stream. The token is cancelled when the client closes the connection, when the
    /// server stops, or when the token <paramref name="ended"/> is cancelled. Dispose the source when the stream ends.
    /// </summary>
    public CancellationTokenSource Begin(HttpContext context, CancellationToken ended = default) =>
        CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, Stopping, ended);
}
