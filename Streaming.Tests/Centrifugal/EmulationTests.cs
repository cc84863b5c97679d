using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Centrifugal.Protocol;
using Streaming.Tests.Access;
using Streaming.Tests.Support;

namespace Streaming.Tests.Centrifugal;

/// <summary>Tests the Centrifugal protocol over HTTP streaming and server-sent events.</summary>
[Trait("Category", "Slow")]
public sealed class EmulationTests
{
    [Theory]
    [MemberData(nameof(EmulatedClient.Transports), MemberType = typeof(EmulatedClient))]
    public async Task A_client_subscribes_publishes_and_receives_over_plain_HTTP(string transport)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await EmulatedClient.ConnectAsync(server.Client, transport, """{"data":{"name":"Ann"}}""");
        client.Response.Content.Headers.ContentType!.MediaType.Should().Be(transport == "sse" ? "text/event-stream" : "application/json");
        client.Connected.GetProperty("ping").GetInt32().Should().Be(25);
        client.Session.Should().HaveLength(64);
        await client.SendCommandsAsync("""{"id":2,"subscribe":{"channel":"room:lobby"}}""");
        (await client.NextAsync())!.Value.GetProperty("subscribe").GetProperty("recoverable").GetBoolean().Should().BeTrue();
        await server.Client.MembersBecomeAsync("lobby", 1);
        await client.SendCommandsAsync("""{"id":3,"publish":{"channel":"room:lobby","data":{"n":1}}}""");
        var seen = new List<string> { await KindAsync(), await KindAsync() };
        seen.Should().BeEquivalentTo("push", "publish");
        await client.SendCommandsAsync("""{"id":4,"unsubscribe":{"channel":"room:lobby"}}""");
        (await KindAsync()).Should().Be("unsubscribe");
        await server.Client.MembersBecomeAsync("lobby", 0);

        async Task<string> KindAsync() => (await client.NextAsync())!.Value.EnumerateObject().Last().Name;
    }

    [Fact]
    public async Task A_client_that_sends_Protobuf_receives_Protobuf()
    {
        await using var server = await TestServer.StartAsync();
        using var request = new HttpRequestMessage(
            HttpMethod.Post, "/connection/http_stream")
        {
            Content = Binary(
            Delimited(new Command { Id = 1, Connect = new ConnectRequest() }))
        };
        using var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).OrTimeout();
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/octet-stream");
        await using var body = await response.Content.ReadAsStreamAsync();
        var connected = (await NextAsync(body)).Connect;
        var commands = Delimited(new Command { Id = 2, Subscribe = new SubscribeRequest { Channel = "news" } });
        using var sent = await server.Client.PostAsync(
            new Uri("/emulation", UriKind.Relative),
                Binary(new EmulationRequest
                {
                    Session = connected.Session,
                    Node = connected.Node,
                    Data = ByteString.CopyFrom(commands)
                }.ToByteArray())).OrTimeout();
        sent.StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await NextAsync(body)).Subscribe.Recoverable.Should().BeTrue();
        await server.Client.PublishAsync("news", "hello");
        (await NextAsync(body)).Push.Pub.Data.ToStringUtf8().Should().Be("\"hello\"");

        static ByteArrayContent Binary(byte[] bytes) =>
            new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };

        static byte[] Delimited(Command command)
        {
            using var stream = new MemoryStream();
            command.WriteDelimitedTo(stream);
            return stream.ToArray();
        }

        static Task<Reply> NextAsync(Stream body) => Task.Run(() => Reply.Parser.ParseDelimitedFrom(body)).OrTimeout();
    }

    [Theory]
    [MemberData(nameof(EmulatedClient.Transports), MemberType = typeof(EmulatedClient))]
    public async Task A_client_that_answers_no_ping_is_disconnected_with_a_reason(string transport)
    {
        await using var server = await TestServer.StartAsync(("Centrifugal:PingInterval", "1s"), ("Centrifugal:PongTimeout", "100ms"));
        await using var client = await EmulatedClient.ConnectAsync(server.Client, transport);
        var disconnect = await client.DisconnectAsync();
        (disconnect.GetProperty("code").GetInt32(), disconnect.GetProperty("reconnect").GetBoolean()).Should().Be((3012, true));
        using var late = await client.SendAsync("{}");
        (await late.ProblemAsync(HttpStatusCode.NotFound)).Should().Contain("connect again");
    }

    [Theory]
    [MemberData(nameof(EmulatedClient.Transports), MemberType = typeof(EmulatedClient))]
    public async Task When_a_client_disconnects_it_leaves_its_rooms_and_its_session_ends(string transport)
    {
        await using var server = await TestServer.StartAsync();
        using var http = new HttpClient { BaseAddress = server.Address };
        var client = await EmulatedClient.ConnectAsync(http, transport);
        await client.SendCommandsAsync("""{"id":2,"subscribe":{"channel":"room:lobby"}}""");
        await server.Client.MembersBecomeAsync("lobby", 1);
        var (session, node) = (client.Session, client.Node);
        await client.DisposeAsync();
        await server.Client.MembersBecomeAsync("lobby", 0);
        await Eventually.BecomesAsync(
            async () =>
            {
                using var late = await client.SendAsync("""{"id":3,"subscribe":{"channel":"room:lobby"}}""", session: session, node: node);
                return late.StatusCode;
            },
            status => status == HttpStatusCode.NotFound);
    }

    [Theory]
    [MemberData(nameof(EmulatedClient.Transports), MemberType = typeof(EmulatedClient))]
    public async Task A_connection_ends_with_its_token_unless_the_token_is_refreshed(string transport)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await Tokens.StartServerAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(clock), ("Centrifugal:PingInterval", "1h"));
        await using var idle = await EmulatedClient.ConnectAsync(server.Client, transport, $"{{\"token\":\"{TokenFor(60)}\"}}");
        await using var refreshed = await EmulatedClient.ConnectAsync(server.Client, transport, $"{{\"token\":\"{TokenFor(60)}\"}}");
        await refreshed.SendCommandsAsync($"{{\"id\":2,\"refresh\":{{\"token\":\"{TokenFor(3_600)}\"}}}}");
        (await refreshed.NextAsync())!.Value.GetProperty("refresh").GetProperty("ttl").GetInt32().Should().BeGreaterThan(3_000);
        for (var i = 0; i < 90; i++)
            clock.Advance(TimeSpan.FromSeconds(1));
        (await idle.DisconnectAsync()).GetProperty("code").GetInt32().Should().Be(3005);
        await refreshed.SendCommandsAsync("""{"id":3,"subscribe":{"channel":"news"}}""");
        (await refreshed.NextAsync())!.Value.TryGetProperty("subscribe", out _).Should().BeTrue();

        string TokenFor(int seconds) => Tokens.For(subscribe: ["news"], expires: clock.GetUtcNow().AddSeconds(seconds));
    }

    [Theory]
    [MemberData(nameof(EmulatedClient.Transports), MemberType = typeof(EmulatedClient))]
    public async Task A_stopping_server_sends_the_reason_before_it_ends_a_connection(string transport)
    {
        await using var server = await TestServer.StartAsync(("Delivery:DrainTime", "100ms"));
        await using var client = await EmulatedClient.ConnectAsync(server.Client, transport);
        var stopping = server.StopAsync();
        (await client.DisconnectAsync()).GetProperty("code").GetInt32().Should().Be(3001);
        await stopping;
    }
}
