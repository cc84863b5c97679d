using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Streaming.Server.Fanout.Direct;
using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Fanout.WebSockets;

/// <summary>Represents a connection that was upgraded from HTTP to a WebSocket.</summary>
internal sealed record UpgradedConnection(HttpContext Http, DirectConnection? Direct, Stream Stream)
{
    // The reader first reads zero bytes, which waits for data without a buffer. An idle connection therefore holds no buffer.
    private static readonly StreamPipeReaderOptions s_withoutBuffer = new(useZeroByteReads: true);

    /// <summary>
    /// Runs a function that uses the WebSocket connection. If the server can write directly to the connection's socket, the function runs
    /// after the HTTP request has ended; otherwise it runs during the request.
    /// </summary>
    /// <param name="run">A function that uses the connection. It receives the connection's input, its writer, and a token that is cancelled
    /// when the client disconnects. The connection ends when the returned task completes.</param>
    public Task RunAsync(Func<PipeReader, ConnectionWriter, CancellationToken, Task> run)
    {
        if (Direct is null)
            return run(PipeReader.Create(Stream, s_withoutBuffer), new StreamConnectionWriter(Stream, Http.Abort), Http.RequestAborted);
        Direct.HandOverTo(connection => run(connection.Input, new SocketConnectionWriter(connection), connection.Closed), readsInput: true);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Creates the writer of a connection that is used during its HTTP request. If possible, it writes directly to the connection's socket.
    /// </summary>
    public ConnectionWriter CreateWriter() =>
        Direct is null ? new StreamConnectionWriter(Stream, Http.Abort) : new SocketConnectionWriter(Direct);
}
