using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Streaming.Tests.Support;

namespace Streaming.Tests.SignalR;

[Trait("Category", "Slow")]
public sealed class HubTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_largest_message_that_HTTP_accepts_is_published(bool messagePack)
    {
        await using var server = await TestServer.StartAsync();
        await using var hub = await HubReader.ConnectAsync(server, messagePack: messagePack);
        (await hub.CallAsync<string>("Publish", "news", new string('x', 65_536))).Should().EndWith("-1");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_published_on_any_transport_is_streamed_with_its_position(bool messagePack)
    {
        await using var server = await TestServer.StartAsync();
        await using var hub = await HubReader.ConnectAsync(server, messagePack: messagePack);
        await using var subscription = hub.Subscribe("news");
        await server.Client.SubscribersBecomeAsync("news", 1);
        var answer = await server.Client.PublishAsync("news", "hello", "?type=alert&sender=bob");
        var item = (await subscription.NextAsync())!;
        (item.Topic, item.Type, item.Sender, item.Text).Should().Be(("news", "alert", "bob", "hello"));
        item.Position.Should().Be(answer.GetProperty("last").GetString());
        item.Offset.Should().Be(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Publish_returns_the_position_and_distinguishes_text_and_JSON(bool messagePack)
    {
        await using var server = await TestServer.StartAsync();
        await using var hub = await HubReader.ConnectAsync(server, "?name=ann", messagePack);
        var text = await hub.CallAsync<string>("Publish", "news", "schön 👍");
        var json = await hub.CallAsync<string>(
            "Publish", "news", new Dictionary<string, object?> { ["a"] = new object?[] { 1, 2.5, true, null, "x" } });
        await hub.CallAsync<string>("PublishTyped", "news", "alert", 5);
        Positions.OffsetOf(text).Should().Be(1);
        Positions.OffsetOf(json).Should().Be(2);
        var kept = (await server.Client.GetJsonAsync("/topics/news/messages")).EnumerateArray().ToList();
        kept.Select(message => message.GetProperty("position").GetString()).Take(2).Should().Equal(text, json);
        kept.Should().OnlyContain(message => message.GetProperty("sender").GetString() == "ann");
        kept[0].GetProperty("data").GetString().Should().Be("schön 👍");
        kept[1].GetProperty("data").GetRawText().Should().Be("""{"a":[1,2.5,true,null,"x"]}""");
        (kept[2].GetProperty("type").GetString(), kept[2].GetProperty("data").GetInt32()).Should().Be(("alert", 5));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stream_that_a_client_sends_is_published_in_order(bool messagePack)
    {
        await using var server = await TestServer.StartAsync();
        await using var hub = await HubReader.ConnectAsync(server, messagePack: messagePack);
        var published = await hub.CallAsync<Dictionary<string, object?>>("PublishStream", "news", Texts());
        published["count"]!.ToString().Should().Be("1000");
        var kept = (await server.Client.GetJsonAsync("/topics/news/messages")).EnumerateArray().ToList();
        kept.Select(message => message.GetProperty("data").GetString()).Should().Equal(Enumerable.Range(0, 1_000).Select(i => $"m{i}"));
        published["last"]!.ToString().Should().Be(kept[^1].GetProperty("position").GetString());

        static async IAsyncEnumerable<string> Texts()
        {
            for (var i = 0; i < 1_000; i++)
            {
                if (i % 100 == 0)
                    await Task.Yield();
                yield return $"m{i}";
            }
        }
    }

    [Fact]
    public async Task History_streams_the_kept_messages()
    {
        await using var server = await TestServer.StartAsync();
        var positions = new List<string>();
        for (var i = 1; i <= 5; i++)
            positions.Add((await server.Client.PublishAsync("news", $"{i}")).GetProperty("last").GetString()!);
        await using var hub = await HubReader.ConnectAsync(server);
        (await AllAsync(null, 0)).Should().Equal("1", "2", "3", "4", "5");
        (await AllAsync(positions[1], 2)).Should().Equal("3", "4");
        (await AllAsync(positions[4], 0)).Should().BeEmpty();

        async Task<IReadOnlyList<string>> AllAsync(string? after, long limit)
        {
            await using var history = new HubSubscription(hub.Connection, "History", "news", after, limit);
            var all = new List<string>();
            while (await history.NextAsync() is { } item)
                all.Add(item.Text);
            return all;
        }
    }

    [Fact]
    public async Task A_client_resumes_exactly_in_each_of_its_topics()
    {
        await using var server = await TestServer.StartAsync();
        await using var first = await HubReader.ConnectAsync(server);
        var cursor = await first.CallAsync<string>("Cursor", (object)new[] { "a", "b" });
        await using var subscription = first.Subscribe(["a", "b"], cursor);
        await server.Client.PublishAsync("a", "a1");
        var seen = (await subscription.NextAsync())!;
        seen.Text.Should().Be("a1");
        await first.DisposeAsync();
        await server.Client.PublishAsync("a", "a2");
        await server.Client.PublishAsync("b", "b1");

        var b = cursor.Split(',').Single(part => part.StartsWith("b=", StringComparison.Ordinal));
        await using var second = await HubReader.ConnectAsync(server);
        await using var resumed = second.Subscribe(["a", "b"], $"a={seen.Position},{b}");
        var missed = new[] { (await resumed.NextAsync())!.Text, (await resumed.NextAsync())!.Text };
        missed.Should().BeEquivalentTo("a2", "b1");
    }

    [Fact]
    public async Task A_client_whose_next_messages_are_deleted_receives_a_gap()
    {
        await using var server = await TestServer.StartAsync();
        var last = (await server.Client.PublishAsync("news", "1")).GetProperty("last").GetString()!;
        await server.Client.PublishAsync("news", "2");
        await server.Client.PublishAsync("news", "3");
        using var trim = await server.Client.DeleteAsync($"/topics/news/messages?before={Positions.At(last, 3)}").OrTimeout();
        await using var hub = await HubReader.ConnectAsync(server);
        await using var subscription = hub.Subscribe("news", last);
        var gap = (await subscription.NextAsync())!;
        gap.Type.Should().Be("gap");
        ((JsonElement)gap.Data!).GetProperty("lost").GetInt32().Should().Be(1);
        (await subscription.NextAsync())!.Text.Should().Be("3");
    }

    [Fact]
    public async Task Errors_are_sentences()
    {
        await using var server = await TestServer.StartAsync(("Hubs:MaxStreams", "1"), ("Hubs:MaxTopics", "2"));
        // SignalR itself logs each refused call as an error.
        server.Logs.Expect("Failed to invoke hub method");
        await using var hub = await HubReader.ConnectAsync(server);
        await ShouldRefuseAsync(() => hub.CallAsync<string>("Publish", "not a name", "x"), "not allowed at place 4");
        await ShouldRefuseAsync(() => hub.CallAsync<string>("Publish", "news", ""), "The message is empty");
        await ShouldRefuseAsync(() => hub.CallAsync<string>("PublishTyped", "news", "gap", "x"), "reserved");
        await ShouldRefuseAsync(() => hub.CallAsync<JsonElement>("Members", "no room"), "room's name");
        await ShouldRefuseAsync(() => hub.Subscribe([]).NextAsync(), "at least one topic");
        await ShouldRefuseAsync(() => hub.Subscribe(["a", "b", "c"]).NextAsync(), "Hubs:MaxTopics");
        await ShouldRefuseAsync(() => hub.Subscribe("news", "nonsense").NextAsync(), "'earliest' for all stored messages, or leave it out");
        await ShouldRefuseAsync(() => hub.Subscribe(["a", "b"], "nonsense").NextAsync(), "position in several topics is not valid");
        await ShouldRefuseAsync(
            () => new HubSubscription(hub.Connection, "History", "news", "another-7", 0L).NextAsync(), "not one of this topic");
        await ShouldRefuseAsync(
            () => new HubSubscription(hub.Connection, "History", "news", null, -1L).NextAsync(), "a whole number of at least 1");
        await using var one = hub.Subscribe("news");
        await server.Client.SubscribersBecomeAsync("news", 1);
        await ShouldRefuseAsync(() => hub.Subscribe("news").NextAsync(), "Hubs:MaxStreams");
        await ShouldRefuseAsync(() => new HubSubscription(hub.Connection, "History", "news", null, 0L).NextAsync(), "Hubs:MaxStreams");
        await one.DisposeAsync();
        await server.Client.SubscribersBecomeAsync("news", 0);
        await using var next = hub.Subscribe("news");
        await server.Client.SubscribersBecomeAsync("news", 1);
    }

    [Fact]
    public async Task A_history_that_was_read_to_its_end_leaves_its_stream_to_others()
    {
        await using var server = await TestServer.StartAsync(("Hubs:MaxStreams", "1"));
        await server.Client.PublishAsync("news", "1");
        await using var hub = await HubReader.ConnectAsync(server);
        for (var i = 0; i < 3; i++)
        {
            await using var history = new HubSubscription(hub.Connection, "History", "news", null, 0L);
            (await history.NextAsync())!.Text.Should().Be("1");
            (await history.NextAsync()).Should().BeNull();
        }
    }

    [Theory]
    [InlineData("?name=a%00b", 400)]
    [InlineData("?name=" + "12345678901234567890123456789012345678901234567890123456789012345", 400)]
    public async Task An_invalid_name_is_refused_before_the_connection_opens(string query, int status)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.PostAsync($"/hubs/stream/negotiate{query}&negotiateVersion=1", string.Empty, "text/plain");
        (await response.ProblemAsync((System.Net.HttpStatusCode)status)).Should().Contain("name");
    }

    [Fact]
    public async Task A_stopping_server_ends_the_connections()
    {
        await using var server = await TestServer.StartAsync();
        await using var hub = await HubReader.ConnectAsync(server);
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        hub.Connection.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        await using var subscription = hub.Subscribe("news");
        await server.Client.SubscribersBecomeAsync("news", 1);
        await server.StopAsync();
        await closed.Task.OrTimeout();
    }

    private static async Task ShouldRefuseAsync(Func<Task> call, string sentence)
    {
        var refusal = (await call.Should().ThrowAsync<HubException>()).Which;
        refusal.Message.Should().Contain(sentence).And.NotContain("   at ");
    }
}
