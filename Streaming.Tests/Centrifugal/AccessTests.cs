using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Core.Topics;
using Streaming.Tests.Access;
using Streaming.Tests.Support;

namespace Streaming.Tests.Centrifugal;

public sealed class AccessTests
{
    [Fact]
    public async Task A_token_in_connect_allows_exactly_its_claims()
    {
        await using var server = await Tokens.StartServerAsync();
        await using var client = await ConnectAsync(
            server, Tokens.For("ann", publish: ["room:*"], subscribe: ["room:*", "news"], name: "Ann"));
        client.Connected.GetProperty("expires").GetBoolean().Should().BeTrue();
        client.Connected.GetProperty("ttl").GetInt32().Should().BeInRange(3_500, 3_600);
        await client.SubscribeAsync("news");
        await client.SubscribeAsync("room:lobby");
        await client.CallAsync("\"publish\":{\"channel\":\"room:lobby\",\"data\":\"hello\"}");
        (await client.PushAsync()).GetProperty("pub").GetProperty("info").GetProperty("user").GetString().Should()
            .Be("Ann", "the sender is the token's own");
        var presence = (await client.CallAsync("\"presence\":{\"channel\":\"room:lobby\"}")).GetProperty("presence")
            .GetProperty("presence");
        var info = presence.EnumerateObject().Single().Value;
        (info.GetProperty("user").GetString(), info.GetProperty("conn_info").GetProperty("name").GetString()).Should().Be(("ann", "Ann"));

        (await client.RefusedAsync("\"subscribe\":{\"channel\":\"secret\"}")).Code.Should().Be(103);
        (await client.RefusedAsync("\"publish\":{\"channel\":\"news\",\"data\":1}")).Code.Should().Be(103);
        (await client.RefusedAsync("\"history\":{\"channel\":\"secret\",\"limit\":1}")).Code.Should().Be(103);
        (await client.RefusedAsync("\"presence\":{\"channel\":\"secret\"}")).Code.Should().Be(103);
        (await client.RefusedAsync("\"presence_stats\":{\"channel\":\"secret\"}")).Code.Should().Be(103);
    }

    [Fact]
    public async Task A_command_after_the_end_of_the_session_closes_the_connection_before_its_clock_does()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await Tokens.StartServerAsync(builder => builder.Services.AddSingleton<TimeProvider>(time));
        var token = Tokens.For("ann", publish: ["*"], subscribe: ["*"]);
        await using var client = await ConnectAsync(server, token);
        (await server.Client.SendAsync(HttpMethod.Delete, "/session", token)).EnsureSuccessStatusCode();

        await client.SendAsync("{\"id\":9,\"publish\":{\"channel\":\"news\",\"data\":1}}");

        (await client.CloseCodeAsync()).Should().Be(3005);
        (await server.Get<TopicRegistry>().GetStateAsync(new("news"), CancellationToken.None)).Newest.Should().Be(0);
    }

    [Fact]
    public async Task A_client_without_a_token_may_connect_and_use_open_topics_only()
    {
        await using var server = await Tokens.StartServerAsync(
            ("Topics:Policies:0:Match", "public"), ("Topics:Policies:0:Anonymous", "subscribe"));
        await using var client = await CentrifugalClient.ConnectAsync(server);
        await client.SubscribeAsync("public");
        var refused = await client.RefusedAsync("\"subscribe\":{\"channel\":\"news\"}");
        refused.Code.Should().Be(101);
        refused.Message.Should().Be(
            "A token is needed to read news; give the client a token (option token or getToken) whose claim 'subscribe' matches it.");
        (await client.RefusedAsync("\"publish\":{\"channel\":\"public\",\"data\":1}")).Code.Should().Be(101);
    }

    [Fact]
    public async Task An_invalid_token_closes_with_3500_and_an_expired_one_is_error_109()
    {
        await using var server = await Tokens.StartServerAsync();
        await using var wrong = await CentrifugalClient.OpenAsync(server);
        await wrong.SendAsync("""{"id":1,"connect":{"token":"a.b.c"}}""");
        (await wrong.CloseCodeAsync()).Should().Be(3500);

        await using var late = await CentrifugalClient.OpenAsync(server);
        (await late.RefusedAsync(
            $"\"connect\":{{\"token\":\"{Tokens.For(expires: TimeProvider.System.GetUtcNow().AddMinutes(-5))}\"}}")).Code.Should().Be(109);
        await late.SendAsync("""{"id":2,"subscribe":{"channel":"a"}}""");
        (await late.CloseCodeAsync()).Should().Be(3501);
    }

    [Fact]
    public async Task The_token_may_be_in_the_address()
    {
        await using var server = await Tokens.StartServerAsync();
        await using var client = await CentrifugalClient.ConnectAsync(server, "access_token=" + Tokens.For(subscribe: ["news"]));
        await client.SubscribeAsync("news");
        await FluentActions.Awaiting(() => CentrifugalClient.OpenAsync(server, "access_token=a.b.c")).Should()
            .ThrowAsync<System.Net.WebSockets.WebSocketException>().WithMessage("*401*");
    }

    [Fact]
    public async Task The_end_of_a_session_closes_the_connections_of_its_token_with_3005()
    {
        await using var server = await Tokens.StartServerAsync();
        var token = Tokens.For(subscribe: ["news"]);
        await using var client = await ConnectAsync(server, token);
        await client.SubscribeAsync("news");
        await using var other = await ConnectAsync(server, Tokens.For("ben", subscribe: ["news"]));

        using var ended = await server.Client.SendAsync(HttpMethod.Delete, "/session", token);

        ended.EnsureSuccessStatusCode();
        (await client.CloseCodeAsync()).Should().Be(3005);
        await other.SubscribeAsync("news");
    }

    [Fact]
    public async Task Joins_of_a_client_that_may_only_read_count_in_its_rate_of_messages()
    {
        await using var server = await Tokens.StartServerAsync(("Access:Limits:PublishRate", "1"), ("Access:Limits:PublishBurst", "2"));
        await using var client = await ConnectAsync(server, Tokens.For(subscribe: ["room:*", "news"]));
        await client.SubscribeAsync("room:a");
        await client.SubscribeAsync("room:b");

        (await client.RefusedAsync("\"subscribe\":{\"channel\":\"room:c\"}")).Message.Should().Contain("Access:Limits:PublishRate");
        await client.SubscribeAsync("news");
    }

    [Fact]
    public async Task A_client_that_does_not_refresh_its_token_loses_access_and_is_closed_with_3005()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await Tokens.StartServerAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        await using var client = await ConnectAsync(server, TokenFor(60));
        await using var idle = await ConnectAsync(server, TokenFor(60));
        await client.SubscribeAsync("news");
        await idle.SubscribeAsync("news");

        await PassAsync(61, client, idle);
        (await idle.RefusedAsync("\"history\":{\"channel\":\"news\"}")).Code.Should().Be(109);
        var refreshed = (await client.CallAsync($"\"refresh\":{{\"token\":\"{TokenFor(600)}\"}}")).GetProperty("refresh");
        refreshed.GetProperty("expires").GetBoolean().Should().BeTrue();
        refreshed.GetProperty("ttl").GetInt32().Should().BeInRange(585, 590, "a client is asked to refresh while its token is valid");
        refreshed.GetProperty("client").GetString().Should().Be(client.Connected.GetProperty("client").GetString());
        await PassAsync(20, client, idle);
        await PassAsync(10, client);
        (await idle.CloseCodeAsync()).Should().Be(3005);
        (await client.CallAsync("\"history\":{\"channel\":\"news\"}")).TryGetProperty("history", out _).Should().BeTrue();

        string TokenFor(int seconds) => Tokens.For(subscribe: ["news"], expires: clock.GetUtcNow().AddSeconds(seconds));

        async Task PassAsync(int seconds, params CentrifugalClient[] clients)
        {
            for (var i = 0; i < seconds; i++)
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                // Reads from the connection, so that the client answers the pings.
                foreach (var answering in clients)
                    await answering.CallAsync("\"presence\":{\"channel\":\"none\"}");
            }
        }
    }

    [Fact]
    public async Task A_client_that_refreshes_when_its_ttl_has_passed_is_never_refused_for_its_token()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 12, 0, 0, 700, TimeSpan.Zero));
        await using var server = await Tokens.StartServerAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        await using var client = await ConnectAsync(server, TokenFor(5));
        var ttl = client.Connected.GetProperty("ttl").GetInt32();
        for (var round = 0; round < 3; round++)
        {
            clock.Advance(TimeSpan.FromSeconds(ttl));
            (await client.CallAsync("\"publish\":{\"channel\":\"news\",\"data\":1}")).TryGetProperty("publish", out _).Should()
                .BeTrue("the refresh has not ended yet");
            var refreshed = (await client.CallAsync($"\"refresh\":{{\"token\":\"{TokenFor(5)}\"}}")).GetProperty("refresh");
            ttl = refreshed.GetProperty("ttl").GetInt32();
            ttl.Should().BePositive();
        }

        string TokenFor(int seconds) => Tokens.For(publish: ["news"], expires: clock.GetUtcNow().AddSeconds(seconds));
    }

    [Fact]
    public async Task A_refresh_ends_subscriptions_that_the_newer_token_does_not_allow()
    {
        await using var server = await Tokens.StartServerAsync();
        await using var client = await ConnectAsync(server, Tokens.For(subscribe: ["a", "b"]));
        await client.SubscribeAsync("a");
        await client.SubscribeAsync("b");
        await client.CallAsync($"\"refresh\":{{\"token\":\"{Tokens.For(subscribe: ["a"])}\"}}");
        var push = await client.PushAsync();
        push.GetProperty("channel").GetString().Should().Be("b");
        push.GetProperty("unsubscribe").GetProperty("code").GetInt32().Should().Be(2000);
        await server.Client.PublishWithAsync(Tokens.For(admin: ["*"]), "b");
        await server.Client.PublishWithAsync(Tokens.For(admin: ["*"]), "a");
        (await client.PushAsync()).GetProperty("channel").GetString().Should().Be("a");

        await client.SendAsync(string.Create(
            CultureInfo.InvariantCulture, $"{{\"id\":9,\"refresh\":{{\"token\":\"{Tokens.For("ben", subscribe: ["a"])}\"}}}}"));
        (await client.CloseCodeAsync()).Should().Be(3500);
    }

    [Fact]
    public async Task The_name_of_a_client_is_the_name_in_its_token()
    {
        await using var server = await Tokens.StartServerAsync();
        await using var client = await CentrifugalClient.OpenAsync(server);
        var (code, message, _) = await client.RefusedAsync(
            $"\"connect\":{{\"token\":\"{Tokens.For(name: "Ann")}\",\"data\":{{\"name\":\"Ben\"}}}}");
        code.Should().Be(103);
        message.Should().Contain("'Ann'");
    }

    private static Task<CentrifugalClient> ConnectAsync(TestServer server, string token) =>
        CentrifugalClient.ConnectAsync(server, request: $"{{\"token\":\"{token}\"}}");
}
