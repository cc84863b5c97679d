using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Streaming.Server.Fanout.Direct;
using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Fanout.WebSockets;

/// <summary>A connection that was upgraded from HTTP to a WebSocket.</summary>
internal sealed record UpgradedConnection(HttpContext Http, DirectConnection? Direct, Stream Stream)
{
    // Reads zero bytes first, so that the reader holds no buffer while no bytes arrive.
    private static readonly StreamPipeReaderOptions s_withoutBuffer = new(useZeroByteReads: true);

    /// <summary>
    /// Runs the connection with the given function: after the end of the HTTP request if the connection can be separated from the request,
    /// otherwise during the request.
    /// </summary>
    /// <param name="run">Receives the input, the writer, and the token that is cancelled when the client disconnects. The connection ends
    /// when the returned task completes.</param>
    public Task RunAsync(Func<PipeReader, ConnectionWriter, CancellationToken, Task> run)
    {
        if (Direct is null)
            return run(PipeReader.Create(Stream, s_withoutBuffer), new SharedStreamWriter(Stream, Http.Abort), Http.RequestAborted);
        Direct.LeaveTo(connection => run(connection.Input, new SocketConnectionWriter(connection), connection.Closed));
        return Task.CompletedTask;
    }
}
