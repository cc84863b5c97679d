using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Streaming.Server.Access.Limits;
using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

/// <summary>Tests connections whose client resets them before the server has read their first bytes.</summary>
public sealed class ResetConnectionTests
{
    public static TheoryData<string, bool> Ends => new()
    {
        { nameof(ConnectionResetException), true }, { nameof(ConnectionResetException), false },
        { nameof(SocketException), true }, { nameof(SocketException), false },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task A_connection_that_ends_before_its_first_bytes_is_no_error(string end, bool before)
    {
        await using var server = await TestServer.StartAsync();
        var pipe = new Pipe();
        var reset = new SocketException((int)SocketError.TimedOut);
        Exception reason = end == nameof(SocketException) ? reset : new ConnectionResetException(reset.Message, reset);
        if (before)
            await pipe.Writer.CompleteAsync(reason);
        var connection = new DefaultConnectionContext { Transport = new Transport(pipe.Reader) };
        var waiting = server.Get<IdleConnectionFilter>().WaitForFirstBytesAsync(connection).AsTask();
        await pipe.Writer.CompleteAsync(reason);
        (await waiting.OrTimeout()).Should().BeTrue("the next read throws the exception again");
    }

    private sealed class Transport(PipeReader input) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => throw new NotSupportedException();
    }
}
