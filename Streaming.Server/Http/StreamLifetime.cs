using Streaming.Server.Core.Messages;

namespace Streaming.Server.Http;

/// <summary>The lifetime of a stream: until its client leaves or the server stops.</summary>
internal sealed class StreamLifetime(IHostApplicationLifetime lifetime)
{
    /// <summary>Whether the server is stopping and refuses new streams.</summary>
    public bool IsStopping => lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>Cancelled when the server stops.</summary>
    public CancellationToken Stopping => lifetime.ApplicationStopping;

    /// <summary>Refuses a new stream while the server stops.</summary>
    /// <exception cref="RefusalException">The server is stopping.</exception>
    public void RefuseWhenStopping()
    {
        if (IsStopping)
            throw new RefusalException(RefusalReason.Unavailable, "The server is stopping; connect again to the server that follows.");
    }

    /// <summary>Creates the cancellation token of one stream. Dispose the source when the stream ends.</summary>
    public CancellationTokenSource Begin(HttpContext context, CancellationToken ended = default) =>
        CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, Stopping, ended);
}
