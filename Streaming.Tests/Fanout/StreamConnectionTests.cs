using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Server.Access.Limits;
using Streaming.Tests.Support;

namespace Streaming.Tests.Fanout;

/// <summary>Tests connections that a stream of messages has taken over from HTTP: only with direct connections.</summary>
public sealed class StreamConnectionTests
{
    [Fact]
    public async Task A_stream_continues_while_its_client_sends_bytes_that_nobody_reads()
    {
        await using var server = await TestServer.StartAsync(("Delivery:Direct", "true"));
        using var tcp = await OpenAsync(server);
        // More than the server would keep in memory for a request.
        var sent = new byte[4 << 20];
        await tcp.GetStream().WriteAsync(sent).OrTimeout();
        await server.Client.PublishAsync("news", "still here");
        using var reader = new StreamReader(tcp.GetStream(), Encoding.UTF8);
        string? line;
        do
            line = await reader.ReadLineAsync().OrTimeout();
        while (line is not null && !line.Contains("still here", StringComparison.Ordinal));
        line.Should().NotBeNull();
    }

    [Fact]
    public async Task The_end_of_a_stream_frees_its_slot()
    {
        await using var server = await TestServer.StartAsync(("Delivery:Direct", "true"), ("Access:Limits:CountLoopback", "true"));
        var limiter = server.Services.GetRequiredService<ConnectionLimiter>();
        await server.Client.PublishAsync("news", "first");
        var before = Held(limiter);
        using (await OpenAsync(server))
            Held(limiter).Should().Be(before + 1);
        await Eventually.BecomesAsync(() => Task.FromResult(Held(limiter)), held => held == before);
    }

    private static long? Held(ConnectionLimiter limiter) => limiter.ReadLimits().First().Used;

    private static async Task<TcpClient> OpenAsync(TestServer server)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync(server.Address.Host, server.Address.Port).OrTimeout();
        await tcp.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"GET /topics/news/events HTTP/1.1\r\nHost: {server.Address.Authority}\r\n\r\n")).OrTimeout();
        await server.Client.SubscribersBecomeAsync("news", 1);
        return tcp;
    }
}
