using System.IO.Pipelines;
using System.Net.WebSockets;
using Streaming.Server.Access.Limits;
using Streaming.Server.Fanout.Writers;
using Streaming.Server.Transports.SignalR;
using Streaming.Tests.Support;

namespace Streaming.Tests.SignalR;

/// <summary>Tests that the WebSocket of a SignalR client that is aborted ends its connection.</summary>
public sealed class HubSocketStreamTests
{
    [Fact]
    public async Task A_WebSocket_that_is_disposed_while_it_reads_aborts_its_connection()
    {
        await using var server = await TestServer.StartAsync();
        var (connection, input) = (new Connection(), new Pipe());
        var stream = StreamOf(server, new HubOutput(connection, server.Get<WriteWatch>()), input);
        var read = stream.ReadAsync(new byte[1]);
        read.IsCompleted.Should().BeFalse();
        await stream.DisposeAsync();
        connection.IsAborted.Should().BeTrue();
    }

    [Fact]
    public async Task A_WebSocket_that_has_read_its_end_leaves_its_connection()
    {
        await using var server = await TestServer.StartAsync();
        var (connection, input) = (new Connection(), new Pipe());
        var stream = StreamOf(server, new HubOutput(connection, server.Get<WriteWatch>()), input);
        var read = stream.ReadAsync(new byte[1]).AsTask();
        await input.Writer.CompleteAsync();
        (await read.OrTimeout()).Should().Be(0);
        await stream.DisposeAsync();
        connection.IsAborted.Should().BeFalse();
    }

    [Fact]
    public async Task A_WebSocket_that_is_aborted_aborts_its_connection()
    {
        await using var server = await TestServer.StartAsync();
        var connection = new Connection();
        var output = new HubOutput(connection, server.Get<WriteWatch>());
        using var inner = WebSocket.CreateFromStream(
            StreamOf(server, output, new Pipe()), new WebSocketCreationOptions { IsServer = true });
        using var filter = new HubWebSocketFilter(
            inner, output.Abort, maxMessage: 1, new HubSocketRefusals(() => { }, () => { }), server.Get<IdleWatch>(), TimeProvider.System,
            isResumed: false);
        filter.Abort();
        connection.IsAborted.Should().BeTrue();
    }

    private static HubSocketStream StreamOf(TestServer server, HubOutput output, Pipe input) =>
        new(input.Reader.AsStream(), output, server.Get<WriteWatch>());

    private sealed class Connection : ConnectionWriter
    {
        public bool IsAborted { get; private set; }

        public override bool TryWrite(ReadOnlyMemory<byte> bytes, IWriteOwner owner) => true;

        public override void Abort() => IsAborted = true;
    }
}
