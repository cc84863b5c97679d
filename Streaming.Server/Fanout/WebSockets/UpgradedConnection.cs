using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Streaming.Server.Fanout.Direct;
using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Fanout.WebSockets;

/// <summary>A connection that was upgraded to a WebSocket.</summary>
internal sealed record UpgradedConnection(HttpContext Http, DirectConnection? Direct, Stream Stream)
{
    // Holds no buffer while no bytes arrive.
    private static readonly StreamPipeReaderOptions s_withoutBuffer = new(useZeroByteReads: true);

    /// <summary>
    /// Runs the connection: after the end of the request if the connection can be handed over, otherwise within the request.
    /// </summary>
    /// <param name="run">Receives the input, the writer, and the token that is cancelled when the client disconnects.</param>
    public Task RunAsync(Func<PipeReader, ConnectionWriter, CancellationToken, Task> run)
    {
        if (Direct is null)
            return run(PipeReader.Create(Stream, s_withoutBuffer), new SharedStreamWriter(Stream, Http.Abort), Http.RequestAborted);
        Direct.LeaveTo(connection => run(connection.Input, new SocketConnectionWriter(connection), connection.Closed));
        return Task.CompletedTask;
    }
}
