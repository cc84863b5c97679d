using System.Net;
using System.Net.Sockets;
using System.Text;
using Streaming.Tests.Support;

namespace Streaming.Tests.Process;

/// <summary>Tests that a client that sends without a pause does not keep the server from serving others.</summary>
[Trait("Category", "Slow")]
public sealed class FloodTests
{
    private const string Refused = "GET /connection/websocket HTTP/1.1\r\nHost: x\r\n\r\n";
    private const string Events = "GET /topics/news/events HTTP/1.1\r\nHost: x\r\n\r\n";

    [Theory]
    [InlineData("true", "", Refused)]
    [InlineData("false", "", Refused)]
    [InlineData("true", Refused, Refused)]
    [InlineData("false", Refused, Refused)]
    [InlineData("true", Events, "ignored")]
    public async Task Others_are_served_while_a_client_sends_without_a_pause(string direct, string first, string repeated)
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--Delivery:Direct", direct);
        // A publish on an open connection, and a request on a new one.
        await server.Client.PublishAsync("news", "before");
        using var other = new HttpClient { BaseAddress = server.Address };
        using var over = new CancellationTokenSource();
        using var client = new TcpClient(AddressFamily.InterNetwork);
        await client.ConnectAsync(IPAddress.Loopback, server.Address.Port).OrTimeout();
        var stream = client.GetStream();
        if (first.Length > 0)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(first));
            (await stream.ReadAsync(new byte[4_096]).AsTask().OrTimeout()).Should().BePositive();
        }

        var bytes = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(repeated, 400)));
        var reading = Task.Run(() => ReadAsync(stream, over.Token));
        var sending = Task.Run(() => SendAsync(stream, bytes, over.Token));
        for (var i = 0; i < 20; i++)
        {
            await server.Client.PublishAsync("news", "meanwhile");
            using var live = await other.GetAsync(new Uri("/health/live", UriKind.Relative)).OrTimeout();
            live.StatusCode.Should().Be(HttpStatusCode.OK);
        }

        sending.IsCompleted.Should().BeFalse("the client was still sending");
        await over.CancelAsync();
        await Task.WhenAll(sending, reading).OrTimeout();
    }

    private static async Task SendAsync(NetworkStream stream, byte[] bytes, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
                await stream.WriteAsync(bytes, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The test has ended.
        }
    }

    private static async Task ReadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await stream.ReadAsync(buffer, cancellationToken) > 0)
            {
            }
        }
        catch (OperationCanceledException)
        {
            // The test has ended.
        }
    }
}
