using System.IO.Pipelines;

namespace Streaming.Server.Http.Rows;

/// <summary>Extension methods that send the buffered bytes of a response.</summary>
internal static class ResponseOutput
{
    /// <summary>
    /// Sends the buffered bytes of a response to the client. Waits while the client accepts no bytes. This wait needs no time limit: the
    /// server observes the writes of all responses, and aborts the connection of a client that accepts no bytes for too long.
    /// </summary>
    /// <exception cref="ClientDisconnectedException">The client has disconnected.</exception>
    public static async ValueTask SendAsync(this PipeWriter output, CancellationToken cancellationToken)
    {
        var result = await output.FlushAsync(cancellationToken);
        if (result.IsCompleted)
            throw new ClientDisconnectedException();
    }
}
