using System.Net;
using System.Text;
using Streaming.Server.DurableSubscriptions.Register;
using Streaming.Tests.Support;

namespace Streaming.Tests.DurableSubscriptions;

/// <summary>Tests which subscriptions the server accepts.</summary>
public sealed class SubscriptionRequestTests
{
    private const string Hook = "\"type\":\"webhook\",\"webhook\":{\"url\":\"https://worker.example.com/hook\"}";
    private const string Pull = "\"type\":\"pull-wake\",\"wake_stream\":\"wake/pool\"";

    [Fact]
    public async Task The_same_configuration_confirms_a_subscription_and_another_one_conflicts()
    {
        await using var server = await TestServer.StartAsync(SubscriptionHttp.Settings);
        const string Streams = ",\"pattern\":\"events/*\",\"streams\":[\"b\",\"a\"],\"description\":\"d\"";
        var created = await server.Client.SubscribeAsync("sub", Hook + Streams);
        (created.Text("id"), created.Text("subscription_id"), created.Text("type")).Should().Be(("sub", "sub", "webhook"));
        (created.Text("pattern"), created.Text("description"), created.Text("status")).Should().Be(("events/*", "d", "active"));
        created.GetProperty("lease_ttl_ms").GetInt32().Should().Be(30_000);
        created.TryGetProperty("webhook_secret", out _).Should().BeFalse();

        var same = Hook + ",\"pattern\":\"/events/*\",\"streams\":[\"a\",\"b\",\"a\"],\"description\":\"d\",\"lease_ttl_ms\":30000";
        (await server.Client.SubscribeAsync("sub", same, HttpStatusCode.OK)).ToString().Should().Be(created.ToString());
        (await server.Client.GetSubscriptionAsync("sub")).ToString().Should().Be(created.ToString());
        foreach (var other in (string[])[
            Hook + ",\"pattern\":\"events/*\"", Hook + Streams + ",\"lease_ttl_ms\":1000",
            Hook.Replace("/hook", "/other", StringComparison.Ordinal) + Streams, Pull + Streams])
            (await server.Client.SubscribeAsync("sub", other, HttpStatusCode.Conflict)).Code().Should().Be("SUBSCRIPTION_ALREADY_EXISTS");
    }

    [Theory]
    [InlineData("memory")]
    [InlineData(null)]
    public async Task A_write_that_was_prepared_for_a_deleted_subscription_does_not_change_a_new_one_with_its_id(string? provider)
    {
        await using var server = await TestServer.StartAsync(
            provider is null ? SubscriptionHttp.Settings : [.. SubscriptionHttp.Settings, ("Storage:Provider", provider)]);
        var store = server.Get<IDurableSubscriptionStore>();
        await server.Client.PullAsync("sub", "\"streams\":[\"a\"]");
        var old = (await store.FindAsync("sub", CancellationToken.None).OrTimeout())!;
        await server.Client.JsonAsync(HttpMethod.Delete, "/subscriptions/sub", string.Empty, HttpStatusCode.NoContent);
        await server.Client.PullAsync("sub", "\"streams\":[\"b\"]");

        var write = new SubscriptionWrite(old with { Version = old.Version + 1 });
        (await store.WriteAsync(write, CancellationToken.None).OrTimeout()).Should().BeFalse();

        (await store.FindAsync("sub", CancellationToken.None).OrTimeout())!.Explicit.Should().Equal("b");
    }

    [Fact]
    public async Task An_administrator_lists_all_subscriptions_without_their_streams()
    {
        await using var server = await TestServer.StartAsync(SubscriptionHttp.Settings);
        await server.Client.SubscribeAsync("b", Hook + ",\"pattern\":\"events/*\"");
        await server.Client.SubscribeAsync("a", Pull + ",\"streams\":[\"x\"],\"description\":\"d\"");

        var list = (await server.Client.JsonAsync(HttpMethod.Get, "/subscriptions", string.Empty)).EnumerateArray().ToList();

        list.Select(each => each.Text("id")).Should().Equal("a", "b");
        (list[0].Text("wake_stream"), list[0].Text("description"), list[1].Text("pattern")).Should().Be(("wake/pool", "d", "events/*"));
        list.Count(each => each.TryGetProperty("streams", out _)).Should().Be(0);
    }

    [Fact]
    public async Task Subscriptions_that_are_created_at_the_same_time_do_not_exceed_their_number()
    {
        await using var server = await TestServer.StartAsync(
            [.. SubscriptionHttp.Settings, ("DurableSubscriptions:MaxSubscriptions", "2")]);
        var statuses = await Task.WhenAll(Enumerable.Range(0, 16).Select(async each =>
        {
            using var body = new StringContent($"{{{Pull},\"streams\":[\"a\"]}}", Encoding.UTF8, "application/json");
            using var response = await server.Client.PutAsync($"{SubscriptionHttp.Root}/subscriptions/sub{each}", body);
            return response.StatusCode;
        })).OrTimeout();
        statuses.Count(status => status == HttpStatusCode.Created).Should().Be(2);
    }

    [Fact]
    public async Task The_wake_stream_cannot_be_added_to_the_streams_of_its_subscription()
    {
        await using var server = await TestServer.StartAsync(SubscriptionHttp.Settings);
        await server.Client.SubscribeAsync("sub", Pull + ",\"streams\":[\"a\"]");
        (await server.Client.JsonAsync(
            HttpMethod.Post, "/subscriptions/sub/streams", """{"streams":["b","wake/pool"]}""", HttpStatusCode.BadRequest)).Code().Should()
            .Be("INVALID_REQUEST");
    }

    [Theory]
    [InlineData("", "INVALID_REQUEST")]
    [InlineData("\"type\":\"mail\",\"pattern\":\"a\"", "INVALID_REQUEST")]
    [InlineData(Hook, "INVALID_REQUEST")]
    [InlineData("\"type\":\"webhook\",\"pattern\":\"a\"", "INVALID_REQUEST")]
    [InlineData("\"type\":\"pull-wake\",\"pattern\":\"a\"", "INVALID_REQUEST")]
    [InlineData(Pull + ",\"pattern\":\"wake/*\"", "INVALID_REQUEST")]
    [InlineData(Pull + ",\"streams\":[\"wake/pool\"]", "INVALID_REQUEST")]
    [InlineData(Pull + ",\"streams\":[\"a b\"]", "INVALID_REQUEST")]
    [InlineData(Pull + ",\"streams\":[\"\"]", "INVALID_REQUEST")]
    [InlineData(Pull + ",\"streams\":[null]", "INVALID_REQUEST")]
    [InlineData(Pull + ",\"streams\":[7]", "INVALID_REQUEST")]
    [InlineData(Pull + ",\"streams\":[\"job/x\"]", "INVALID_REQUEST")]
    [InlineData(Pull + ",\"pattern\":\"a*\"", "INVALID_REQUEST")]
    [InlineData(Pull + ",\"pattern\":\"**/a/**/b/**/c/**/d/**\"", "INVALID_REQUEST")]
    [InlineData(Pull + ",\"pattern\":\"a\",\"lease_ttl_ms\":999", "INVALID_REQUEST")]
    [InlineData(Pull + ",\"pattern\":\"a\",\"lease_ttl_ms\":600001", "INVALID_REQUEST")]
    [InlineData("\"type\":\"pull-wake\",\"wake_stream\":\"audit/log\",\"pattern\":\"a\"", "INVALID_REQUEST")]
    [InlineData("\"type\":\"webhook\",\"pattern\":\"a\",\"webhook\":{\"url\":\"http://10.0.0.1/hook\"}", "WEBHOOK_URL_REJECTED")]
    [InlineData("\"type\":\"webhook\",\"pattern\":\"a\",\"webhook\":{\"url\":\"https://169.254.169.254/\"}", "WEBHOOK_URL_REJECTED")]
    [InlineData("\"type\":\"webhook\",\"pattern\":\"a\",\"webhook\":{\"url\":\"http://worker.example.com/\"}", "WEBHOOK_URL_REJECTED")]
    [InlineData("\"type\":\"webhook\",\"pattern\":\"a\",\"webhook\":{\"url\":\"ftp://x\"}", "WEBHOOK_URL_REJECTED")]
    public async Task A_subscription_that_is_not_valid_is_refused_with_a_code_and_a_sentence(string properties, string code)
    {
        await using var server = await TestServer.StartAsync(SubscriptionHttp.Settings);
        (await server.Client.SubscribeAsync("sub", properties, HttpStatusCode.BadRequest)).Code().Should().Be(code);
        using var missing = await server.Client.GetAsync($"{SubscriptionHttp.Root}/subscriptions/sub").OrTimeout();
        missing.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_numbers_of_subscriptions_and_of_streams_are_limited()
    {
        await using var server = await TestServer.StartAsync(
            [.. SubscriptionHttp.Settings, ("DurableSubscriptions:MaxSubscriptions", "1"), ("DurableSubscriptions:MaxStreams", "2")]);
        (await server.Client.SubscribeAsync("sub", Pull + ",\"streams\":[\"a\",\"b\",\"c\"]", HttpStatusCode.BadRequest)).Code().Should()
            .Be("INVALID_REQUEST");
        await server.Client.SubscribeAsync("sub", Pull + ",\"streams\":[\"a\",\"b\"]");
        (await server.Client.JsonAsync(
            HttpMethod.Post, "/subscriptions/sub/streams", "{\"streams\":[\"c\"]}", HttpStatusCode.BadRequest)).Code().Should()
            .Be("INVALID_REQUEST");
        await server.Client.SubscribeAsync("other", Pull + ",\"streams\":[\"a\"]", HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task A_wake_reads_the_state_of_many_streams()
    {
        await using var server = await TestServer.StartAsync(SubscriptionHttp.Settings);
        for (var i = 0; i < 60; i++)
            await server.Client.PublishAsync($"events:{i}", "x");
        var paths = string.Join(',', Enumerable.Range(0, 60).Select(number => $"\"absent/{number}\""));
        await server.Client.PullAsync("sub", $"\"pattern\":\"events/*\",\"streams\":[{paths}]");
        await server.Client.PublishAsync("events:7", "y");
        var claim = await server.Client.ClaimAsync("sub", "w");
        claim.Paths().Should().HaveCount(120);
        claim.GetProperty("streams").EnumerateArray().Where(stream => stream.GetProperty("has_pending").GetBoolean())
            .Select(stream => stream.Text("path")).Should().Equal("events/7");
    }

    [Fact]
    public async Task Unknown_control_paths_are_not_found()
    {
        await using var server = await TestServer.StartAsync(SubscriptionHttp.Settings);
        foreach (var path in (string[])["", "/", "/x", "/subscriptions/a/b"])
        {
            using var response = await server.Client.GetAsync(SubscriptionHttp.Root + path).OrTimeout();
            response.StatusCode.Should().BeOneOf(HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed);
        }
    }
}
