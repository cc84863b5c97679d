using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Publishing;
using Streaming.Tests.Access;
using Streaming.Tests.Support;

namespace Streaming.Tests.SignalR;

public sealed class AccessTests
{
    [Fact]
    public async Task A_token_allows_exactly_its_claims()
    {
        await using var server = await Tokens.StartServerAsync();
        server.Logs.Expect("Failed to invoke hub method");
        await using var hub = await HubReader.ConnectAsync(
            server.Address, token: Tokens.For("ann", publish: ["room:*"], subscribe: ["room:*"], name: "Ann"));
        await using var subscription = hub.Subscribe("room:lobby");
        (await subscription.NextAsync())!.Type.Should().Be("join");
        await hub.CallAsync<string>("Publish", "room:lobby", "hello");
        (await subscription.ReceiveItemAsync()).Sender.Should().Be("Ann");
        var publish = () => hub.CallAsync<string>("Publish", "news", "hello");
        (await publish.Should().ThrowAsync<HubException>()).WithMessage("*does not let you publish to news*");
        Func<Task>[] reads = [() => hub.CallAsync<string>("Cursor", (object)new[] { "news" }), () => hub.Subscribe("news").NextAsync()];
        foreach (var read in reads)
            (await read.Should().ThrowAsync<HubException>()).WithMessage("*does not let you read news*");
    }

    [Theory]
    [InlineData(HttpTransportType.WebSockets)]
    [InlineData(HttpTransportType.ServerSentEvents)]
    [InlineData(HttpTransportType.LongPolling)]
    public async Task A_token_has_its_claims_and_its_name_on_each_transport(HttpTransportType transport)
    {
        await using var server = await Tokens.StartServerAsync();
        var token = Tokens.For("ann", publish: ["news"], subscribe: ["news"], name: "Ann");
        await using var connection = new HubConnectionBuilder().WithUrl(new Uri(server.Address, "/hubs/stream"), transport, options =>
            options.AccessTokenProvider = () => Task.FromResult<string?>(token)).Build();
        await connection.StartAsync().OrTimeout();
        await connection.InvokeAsync<string>("Publish", "news", "hello").OrTimeout();
        await using var subscription = new HubSubscription(connection, "Subscribe", (string[])["news"], "earliest");
        (await subscription.ReceiveItemAsync()).Sender.Should().Be("Ann");
    }

    [Fact]
    public async Task A_client_with_an_invalid_token_cannot_connect()
    {
        await using var server = await Tokens.StartServerAsync();
        var connect = () => HubReader.ConnectAsync(server.Address, token: "a.b.c");
        (await connect.Should().ThrowAsync<HttpRequestException>()).Which.StatusCode.Should().Be(System.Net.HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_refresh_extends_only_subscriptions_that_the_newer_token_allows()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await Tokens.StartServerAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        string Token(int minutes, params string[] topics) => Tokens.For(subscribe: topics, expires: clock.GetUtcNow().AddMinutes(minutes));
        using var session = await SessionClient.BeginAsync(server, Token(5, "news", "secret"));
        await using var wide = await HubReader.ConnectAsync(server.Address, cookies: session.Cookies);
        await using var narrow = await HubReader.ConnectAsync(server.Address, cookies: session.Cookies);
        await using var secret = wide.Subscribe("secret");
        await using var news = narrow.Subscribe("news");
        foreach (var topic in (string[])["secret", "news"])
            await Eventually.BecomesAsync(() => Task.FromResult(server.Get<TopicRegistry>().CountSubscribers(new(topic))), now => now == 1);
        using var refreshed = await session.RefreshAsync(Token(60, "news"));
        (await refreshed.Content.ReadAsStringAsync()).Should().Contain("\"streams\":1");

        clock.Advance(TimeSpan.FromMinutes(6));
        (await secret.NextAsync())!.Type.Should().Be("expired");
        (await secret.NextAsync()).Should().BeNull();
        await server.Get<Publisher>().PublishAsync(new("news"), NewMessage.Text("still here"));
        (await news.ReceiveItemAsync()).Text.Should().Be("still here");
        server.Logs.Expect("Failed to invoke hub method");
        var more = () => narrow.Subscribe("secret").NextAsync();
        (await more.Should().ThrowAsync<HubException>()).WithMessage("*does not let you read secret*");
    }

    [Fact]
    public async Task A_name_above_the_configured_limit_is_refused()
    {
        await using var server = await TestServer.StartAsync(("Access:Limits:SenderNameLength", "10"));
        var connect = () => HubReader.ConnectAsync(server, "?name=eleven-long");
        (await connect.Should().ThrowAsync<HttpRequestException>()).Which.StatusCode.Should().Be(System.Net.HttpStatusCode.BadRequest);
        await using var fits = await HubReader.ConnectAsync(server, "?name=ten-is-fit");
    }

    [Fact]
    public async Task Streams_end_with_an_item_of_type_expired_when_the_token_expires()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await Tokens.StartServerAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        server.Logs.Expect("Failed to invoke hub method");
        await using var hub = await HubReader.ConnectAsync(
            server.Address, token: Tokens.For(subscribe: ["news"], expires: clock.GetUtcNow().AddMinutes(1)));
        var subscription = hub.Subscribe("news");
        await Eventually.BecomesAsync(() => Task.FromResult(server.Get<TopicRegistry>().CountSubscribers(new("news"))), now => now == 1);
        clock.Advance(TimeSpan.FromMinutes(2));
        var last = (await subscription.NextAsync())!;
        (last.Type, last.Text).Should().Be(("expired", "The token has expired; connect again with a new one."));
        (await subscription.NextAsync()).Should().BeNull();
        var call = () => hub.CallAsync<string>("Cursor", (object)new[] { "news" });
        (await call.Should().ThrowAsync<HubException>()).WithMessage("*The token has expired*");
    }
}
