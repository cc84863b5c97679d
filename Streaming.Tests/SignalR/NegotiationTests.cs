using System.Net;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaming.Tests.Support;

namespace Streaming.Tests.SignalR;

/// <summary>Tests that clients cannot fill the memory with SignalR connections that they negotiate and never open.</summary>
public sealed class NegotiationTests
{
    [Fact]
    public async Task Connections_that_open_at_the_same_time_do_not_exceed_their_number()
    {
        await using var server = await TestServer.StartAsync(("Hubs:MaxConnections", "3"));
        // A connection that is being closed may still send its call, which is refused.
        server.Logs.Expect("Failed to invoke hub method");
        var connections = Enumerable.Range(0, 12).Select(_ => new HubConnectionBuilder().WithUrl(
            new Uri(server.Address, "/hubs/stream"), options => (options.SkipNegotiation, options.Transports) =
                (true, HttpTransportType.WebSockets)).Build()).ToList();

        var open = await Task.WhenAll(connections.Select(HasOpenedAsync)).OrTimeout();

        open.Count(isOpen => isOpen).Should().Be(3);
        foreach (var connection in connections)
            await connection.DisposeAsync().OrTimeout();

        static async Task<bool> HasOpenedAsync(HubConnection connection)
        {
            try
            {
                await connection.StartAsync();
                await connection.InvokeAsync<string>("Cursor", (string[])["news"]);
                return true;
            }
            catch (Exception)
            {
                return false;
            }
        }
    }

    [Theory]
    [InlineData("Access:Limits:ConnectionsPerAddress")]
    [InlineData("Hubs:MaxConnections")]
    public async Task Negotiations_above_a_limit_are_refused_until_SignalR_has_freed_the_earlier_ones(string limit)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await TestServer.StartAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(clock), folder: null, ("Access:Open", "true"),
            ("Access:Proxies:0", "127.0.0.1"), (limit, "3"));
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 3; i++)
                await NegotiateAsync(server, "192.0.2.1", HttpStatusCode.OK);
            using var refused = await NegotiateAsync(server, "192.0.2.1", HttpStatusCode.TooManyRequests);
            (await refused.ProblemAsync(HttpStatusCode.TooManyRequests)).Should().Contain($"3 SignalR connections within 15 s ({limit})");
            refused.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(15));
            (await NegotiateAsync(
                server, "192.0.2.2", limit.StartsWith("Hubs", StringComparison.Ordinal) ? HttpStatusCode.TooManyRequests
                : HttpStatusCode.OK)).Dispose();
            clock.Advance(TimeSpan.FromSeconds(15));
        }
    }

    [Fact]
    public async Task A_thousand_clients_of_one_address_can_connect_again_at_once()
    {
        await using var server = await TestServer.StartAsync(("Access:Open", "true"), ("Access:Limits:CountLoopback", "true"));
        var responses = await Task.WhenAll(
            Enumerable.Range(0, 1_000).Select(_ => NegotiateAsync(server, "192.0.2.1", HttpStatusCode.OK)));
        foreach (var response in responses)
            response.Dispose();
    }

    private static async Task<HttpResponseMessage> NegotiateAsync(TestServer server, string address, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hubs/stream/negotiate?negotiateVersion=1");
        request.Headers.Add("X-Forwarded-For", address);
        var response = await server.Client.SendAsync(request).OrTimeout();
        response.StatusCode.Should().Be(expected);
        return response;
    }
}
