using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Fanout.Direct;

/// <summary>The input and output of a connection to whose socket the server writes directly.</summary>
internal sealed class DirectTransport(DirectConnection connection, WriteWatch watch) : IDuplexPipe
{
    private readonly DirectPipeWriter _output = new(connection, watch);

    public DirectConnection Connection => connection;

    public PipeReader Input { get; } = new DirectPipeReader(connection.Input);

    public PipeWriter Output => _output;

    /// <summary>Returns a task that completes when all flushed bytes are sent to the socket.</summary>
    public Task DrainAsync() => _output.DrainAsync();
}
