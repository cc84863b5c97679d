using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Streaming.Server.Fanout.Direct;
using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Fanout.WebSockets;

/// <summary>A connection that speaks WebSocket now.</summary>
internal sealed record UpgradedConnection(HttpContext Http, DirectConnection? Direct, Stream Stream)
{
    // None is held while nothing comes in.
    private static readonly StreamPipeReaderOptions s_withoutBuffer = new(useZeroByteReads: true);

    /// <summary>Runs it: within the request, or after it where the connection can be had for itself.</summary>
    /// <param name="run">Gets what comes in, the way out, and the token that says that the far side is gone.</param>
    public Task RunAsync(Func<PipeReader, ConnectionWriter, CancellationToken, Task> run)
    {
        if (Direct is null)
            return run(PipeReader.Create(Stream, s_withoutBuffer), new SharedStreamWriter(Stream, Http.Abort), Http.RequestAborted);
        Direct.LeaveTo(connection => run(connection.Input, new SocketConnectionWriter(connection), connection.Closed));
        return Task.CompletedTask;
    }
}
