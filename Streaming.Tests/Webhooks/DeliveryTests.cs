using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Http;
using Streaming.Tests.Support;

namespace Streaming.Tests.Webhooks;

[Trait("Category", "Slow")]
public sealed class DeliveryTests
{
    [Fact]
    public async Task A_published_message_reaches_the_receiver_in_a_signed_request()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        await server.Client.PublishAsync("room:a", "before");
        var (id, secret) = await server.Client.HookAsync(receiver.Url, """["room:*","news"]""");
        secret.Should().StartWith("whsec_");

        await server.Client.PublishAsync("other", "x");
        var published = await server.Client.PublishAsync("room:a", "hello", "?sender=ann");

        var request = await receiver.NextAsync();
        request.IsSignedWith(secret).Should().BeTrue();
        request.Id.Should().MatchRegex("^msg_[0-9a-f]{30}$");
        request.ContentType.Should().Be("application/json");
        request.Type.Should().Be("messages");
        var data = request.Json.GetProperty("data");
        data.GetProperty("webhook").GetString().Should().Be(id);
        data.GetProperty("topic").GetString().Should().Be("room:a");
        data.GetProperty("first").GetString().Should().Be(published.GetProperty("first").GetString());
        data.GetProperty("count").GetInt32().Should().Be(1);
        var message = request.Messages.Single();
        message.ToString().Should()
            .Be((await server.Client.GetJsonAsync(
            "/topics/room:a/messages?after=" + published.GetProperty("first").GetString()!.Replace("-2", "-1", StringComparison.Ordinal)))
            .EnumerateArray().Single().ToString());
        request.Json.GetProperty("timestamp").GetString().Should().Be(message.GetProperty("time").GetString());

        // A topic that is created after the webhook is delivered from its first message on.
        await server.Client.PublishAsync("room:new", "first");
        (await receiver.NextAsync()).Texts.Should().Equal("first");
        await server.Client.CaughtUpAsync(id);
        var delivery = (await server.Client.DeliveriesAsync(id))[^1];
        delivery.GetProperty("status").GetInt32().Should().Be(204);
        delivery.GetProperty("messageId").GetString().Should().Be(request.Id);
        delivery.GetProperty("durationMs").GetDouble().Should().BeGreaterThan(0);
    }

    [Fact]
    public async Task A_failed_request_is_sent_again_with_the_same_id_before_later_messages()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        var tries = 0;
        receiver.Answer = (_, _) => Task.FromResult(Interlocked.Increment(ref tries) <= 3 ? 500 : 200);
        var (id, _) = await server.Client.HookAsync(receiver.Url, """["news"]""");
        await server.Client.PublishAsync("news", "one");
        var first = await receiver.NextAsync();
        await server.Client.PublishAsync("news", "two");

        var again = await receiver.TakeAsync(3);
        again.Select(request => request.Id).Should().AllBe(first.Id);
        again.Select(request => request.Texts.Single()).Should().AllBe("one");
        (await receiver.NextAsync()).Texts.Should().Equal("two");

        await server.Client.CaughtUpAsync(id);
        var deliveries = await server.Client.DeliveriesAsync(id);
        deliveries.Select(delivery => (delivery.GetProperty("status").GetInt32(), delivery.GetProperty("attempt").GetInt32())).Should()
            .Equal((200, 1), (200, 4), (500, 3), (500, 2), (500, 1));
        deliveries[^1].GetProperty("error").GetString().Should().Contain("responded with status 500");
        (await server.Client.GetJsonAsync($"/webhooks/{id}")).GetProperty("failing").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task A_webhook_that_is_behind_gets_batches_of_its_configured_size()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        var (id, _) = await server.Client.HookAsync(receiver.Url, """["news"]""", ""","batch":4""");
        await server.Client.PostForAsync($"/webhooks/{id}/pause");
        for (var i = 1; i <= 10; i++)
            await server.Client.PublishAsync("news", $"{i}");
        (await server.Client.GetJsonAsync($"/webhooks/{id}")).GetProperty("waiting").GetInt64().Should().Be(10);
        receiver.Requests.Should().BeEmpty("it rests");

        await server.Client.PostForAsync($"/webhooks/{id}/resume");
        (await receiver.TakeAsync(3)).Select(request => string.Join(',', request.Texts)).Should().Equal("1,2,3,4", "5,6,7,8", "9,10");
    }

    [Fact]
    public async Task A_topic_has_one_request_at_a_time_and_a_host_no_more_than_its_permits()
    {
        await using var server = await WebhookHttp.StartServerAsync(("Outbound:MaxCallsPerHost", "3"));
        await using var receiver = await Receiver.StartAsync();
        var (running, most, twice) = (new ConcurrentDictionary<string, int>(), 0, 0);
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        receiver.Answer = async (request, _) =>
        {
            if (!running.TryAdd(request.Topic, 1))
                Interlocked.Increment(ref twice);
            InterlockedMax(ref most, running.Count);
            if (running.Count >= 3)
                full.TrySetResult();
            await goOn.Task.OrTimeout();
            running.TryRemove(request.Topic, out var _);
            return 200;
        };
        var (id, _) = await server.Client.HookAsync(receiver.Url, """["t:*"]""", ""","batch":2""");
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => server.Client.PublishAsync($"t:{i % 10}", $"{i}")));
        // Messages of all ten topics are waiting now.
        await full.Task.OrTimeout();
        goOn.SetResult();
        await server.Client.CaughtUpAsync(id);
        twice.Should().Be(0);
        most.Should().Be(3);
        foreach (var topic in receiver.Requests.GroupBy(request => request.Topic))
            topic.SelectMany(request => request.Messages).Select(message => message.GetProperty("offset").GetInt64()).Should()
                .Equal(Enumerable.Range(1, 20).Select(offset => (long)offset));
    }

    [Fact]
    public async Task One_slot_is_enough_for_many_topics()
    {
        await using var server = await WebhookHttp.StartServerAsync(("Webhooks:Concurrency", "1"), ("Webhooks:Linger", "00:01:00"));
        await using var receiver = await Receiver.StartAsync();
        var (id, _) = await server.Client.HookAsync(receiver.Url, """["t:*"]""");
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => server.Client.PublishAsync($"t:{i % 5}", $"{i}")));
        await server.Client.CaughtUpAsync(id);
        receiver.Requests.SelectMany(request => request.Texts).Should().BeEquivalentTo(Enumerable.Range(0, 100).Select(i => $"{i}"));
        await Eventually.BecomesAsync(
            () => server.Client.GetJsonAsync("/jobs?type=webhook&state=running"), jobs => jobs.GetArrayLength() == 0);
    }

    [Fact]
    public async Task Only_the_types_of_the_webhook_are_delivered()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        var (id, _) = await server.Client.HookAsync(receiver.Url, """["news"]""", ""","types":["alarm"]""");
        await server.Client.PublishAsync("news", "quiet");
        await server.Client.PublishAsync("news", "loud", "?type=alarm");
        await server.Client.PublishAsync("news", "quiet again");
        (await receiver.NextAsync()).Texts.Should().Equal("loud");
        await server.Client.CaughtUpAsync(id);
        receiver.Requests.Should().HaveCount(1);
    }

    [Fact]
    public async Task Joins_and_leaves_of_members_are_delivered_like_messages()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        await server.Client.HookAsync(receiver.Url, """["room:*"]""", ""","types":["join","leave"],"batch":1""");
        await using (await RoomClient.JoinAsync(server, "lobby", "name=ann"))
            (await receiver.NextAsync()).Messages.Single().GetProperty("type").GetString().Should().Be("join");
        (await receiver.NextAsync()).Messages.Single().GetProperty("sender").GetString().Should().Be("ann");
    }

    [Fact]
    public async Task The_messages_occupied_and_vacated_of_a_room_are_delivered()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        var (id, _) = await server.Client.HookAsync(receiver.Url, """["presence:*"]""");
        for (var turn = 0; turn < 2; turn++)
        {
            await using (await RoomClient.JoinAsync(server, "lobby", "name=ann"))
            await using (await RoomClient.JoinAsync(server, "lobby", "name=bob"))
            {
            }

            await server.Client.MembersBecomeAsync("lobby", 0);
        }

        await Eventually.BecomesAsync(
            () => server.Client.GetJsonAsync("/topics/presence:lobby"), topic => topic.GetProperty("count").GetInt64() == 4);
        await server.Client.CaughtUpAsync(id);
        var messages = receiver.Requests.SelectMany(request => request.Messages).ToList();
        messages.Select(message => message.GetProperty("type").GetString()).Should().Equal("occupied", "vacated", "occupied", "vacated");
        messages.Select(message => message.GetProperty("data").ToString()).Should().AllBe("""{"room":"lobby"}""");
    }

    [Fact]
    public async Task Deleted_messages_are_delivered_as_a_gap()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        var (id, _) = await server.Client.HookAsync(receiver.Url, """["news"]""");
        await server.Client.PostForAsync($"/webhooks/{id}/pause");
        for (var i = 1; i <= 3; i++)
            await server.Client.PublishAsync("news", $"{i}");
        var newest = (await server.Client.GetJsonAsync("/topics/news")).GetProperty("newest").GetString();
        using var trimmed = await server.Client.DeleteAsync($"/topics/news/messages?before={newest}").OrTimeout();
        await server.Client.PostForAsync($"/webhooks/{id}/resume");

        var messages = (await receiver.NextAsync()).Messages.ToList();
        messages.Select(message => message.GetProperty("type").GetString()).Should().Equal("gap", "message");
        messages[0].GetProperty("data").GetProperty("lost").GetInt64().Should().Be(2);
        messages[1].GetProperty("data").GetString().Should().Be("3");
    }

    [Fact]
    public async Task A_pattern_for_all_topics_does_not_match_topics_that_the_server_writes()
    {
        await using var server = await WebhookHttp.StartServerAsync();
        await using var receiver = await Receiver.StartAsync();
        var (id, _) = await server.Client.HookAsync(receiver.Url, """["*"]""");
        var (other, _) = await server.Client.HookAsync(receiver.Url, """["system:*"]""");
        await server.Client.PublishAsync("news", "one");
        await server.Client.CaughtUpAsync(id);
        await server.Client.PostForAsync($"/webhooks/{id}/pause");
        await server.Client.CaughtUpAsync(other);

        (await server.Client.GetJsonAsync("/jobs?type=webhook")).GetArrayLength().Should()
            .BeGreaterThan(0, "each delivery is a job, which tells its life");
        receiver.Requests.SelectMany(request => request.Messages)
            .Select(message => $"{message.GetProperty("topic")} {message.GetProperty("type")}")
            .Should().BeEquivalentTo("news message", "system:webhooks created", "system:webhooks paused");
    }

    [Fact]
    public async Task Webhooks_work_with_the_memory_store()
    {
        await using var server = await WebhookHttp.StartServerAsync(("Storage:Provider", "memory"));
        await using var receiver = await Receiver.StartAsync();
        var (id, _) = await server.Client.HookAsync(receiver.Url, """["news"]""");
        await server.Client.PublishAsync("news", "one");
        (await receiver.NextAsync()).Texts.Should().Equal("one");
        await server.Client.CaughtUpAsync(id);
    }

    [Fact]
    public async Task Messages_without_a_delivery_job_are_found_at_the_next_start()
    {
        using var folder = new TemporaryFolder();
        await using var receiver = await Receiver.StartAsync();
        string id;
        await using (var without = await TestServer.StartAsync(
            configure: null, folder, [.. WebhookHttp.Settings, ("Jobs:Concurrency", "0")]))
        {
            (id, _) = await without.Client.HookAsync(receiver.Url, """["news"]""");
            await without.Client.PublishAsync("news", "one");
        }

        await using var server = await TestServer.StartAsync(configure: null, folder, WebhookHttp.Settings);
        (await receiver.NextAsync()).Texts.Should().Equal("one");
        await server.Client.CaughtUpAsync(id);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); seen < value; seen = Volatile.Read(ref target))
            Interlocked.CompareExchange(ref target, value, seen);
    }
}
