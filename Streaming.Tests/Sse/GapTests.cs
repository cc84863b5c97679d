using System.Globalization;
using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.Sse;

public sealed class GapTests
{
    [Fact]
    public async Task A_subscriber_whose_next_messages_are_deleted_receives_a_gap_and_then_the_rest()
    {
        await using var server = await TestServer.StartAsync();
        var positions = await PublishAndTrimAsync(server);
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/news/events", lastEventId: positions[1]);
        var gap = (await events.NextAsync())!;
        gap.Type.Should().Be("gap");
        var facts = JsonDocument.Parse(gap.Data).RootElement;
        facts.GetProperty("topic").GetString().Should().Be("news");
        facts.GetProperty("requested").GetString().Should().Be(positions[1]);
        facts.GetProperty("oldest").GetString().Should().Be(positions[6]);
        facts.GetProperty("newest").GetString().Should().Be(positions[9]);
        facts.GetProperty("lost").GetInt64().Should().Be(4);
        (await events.TakeAsync(4)).Select(e => e.Data).Should().Equal("7", "8", "9", "10");
    }

    [Fact]
    public async Task A_subscriber_that_resumes_at_the_id_of_a_gap_receives_no_second_gap()
    {
        await using var server = await TestServer.StartAsync();
        var positions = await PublishAndTrimAsync(server);
        await using var first = await EventStream.OpenAsync(server.Client, "/topics/news/events", lastEventId: positions[1]);
        var gap = (await first.NextAsync())!;
        gap.Id.Should().Be(positions[5], "the position is directly before the oldest kept message");
        await using var second = await EventStream.OpenAsync(server.Client, "/topics/news/events", lastEventId: gap.Id);
        (await second.NextAsync())!.Data.Should().Be("7");
    }

    [Fact]
    public async Task A_subscriber_disconnected_before_the_gap_receives_it_after_it_reconnects()
    {
        await using var server = await TestServer.StartAsync();
        var positions = await PublishAndTrimAsync(server);
        await using var raw = await RawEventStream.OpenAsync(server.Client, "/topics/news/events", ("Last-Event-ID", positions[1]));
        var first = await raw.NextBlockAsync();
        var id = first.FirstOrDefault(line => line.StartsWith("id: ", StringComparison.Ordinal))?["id: ".Length..] ?? positions[1];
        await using var again = await EventStream.OpenAsync(server.Client, "/topics/news/events", lastEventId: id);
        (await again.NextAsync())!.Type.Should().Be("gap");
    }

    [Fact]
    public async Task A_subscriber_directly_before_the_oldest_message_receives_no_gap()
    {
        await using var server = await TestServer.StartAsync();
        var positions = await PublishAndTrimAsync(server);
        await using var events = await EventStream.OpenAsync(server.Client, $"/topics/news/events?after={positions[5]}");
        (await events.NextAsync())!.Data.Should().Be("7");
    }

    [Fact]
    public async Task A_subscriber_from_the_earliest_message_receives_no_gap()
    {
        await using var server = await TestServer.StartAsync();
        await PublishAndTrimAsync(server);
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/news/events?after=earliest");
        (await events.TakeAsync(4)).Select(e => e.Data).Should().Equal("7", "8", "9", "10");
    }

    [Fact]
    public async Task A_position_of_another_epoch_is_a_gap_of_unknown_length_before_the_oldest_message()
    {
        await using var server = await TestServer.StartAsync();
        var positions = await PublishAndTrimAsync(server);
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/news/events", lastEventId: "anotherlife-8");
        var gap = (await events.NextAsync())!;
        gap.Type.Should().Be("gap");
        JsonDocument.Parse(gap.Data).RootElement.GetProperty("lost").ValueKind.Should().Be(JsonValueKind.Null);
        gap.Id.Should().Be(positions[5]);
        (await events.TakeAsync(4)).Select(e => e.Data).Should().Equal("7", "8", "9", "10");
    }

    [Fact]
    public async Task A_position_after_the_newest_message_is_a_gap_before_the_oldest_message()
    {
        await using var server = await TestServer.StartAsync();
        var positions = await PublishAndTrimAsync(server);
        await using var events = await EventStream.OpenAsync(
            server.Client, "/topics/news/events", lastEventId: Positions.At(positions[0], 999));
        (await events.NextAsync())!.Type.Should().Be("gap");
        (await events.TakeAsync(4)).Select(e => e.Data).Should().Equal("7", "8", "9", "10");
    }

    [Fact]
    public async Task A_topic_in_memory_has_a_new_epoch_after_a_restart_and_its_subscribers_receive_a_gap()
    {
        using var folder = new TemporaryFolder();
        (string, string)[] settings = [("Topics:Policies:0:Match", "news"), ("Topics:Policies:0:Store", "memory")];
        string position;
        await using (var before = await TestServer.StartAsync(configure: null, folder, settings))
            position = (await before.Client.PublishAsync("news", "lost")).GetProperty("last").GetString()!;

        await using var after = await TestServer.StartAsync(configure: null, folder, settings);
        await after.Client.PublishAsync("news", "kept");
        await using var events = await EventStream.OpenAsync(after.Client, "/topics/news/events", lastEventId: position);
        (await events.NextAsync())!.Type.Should().Be("gap");
        (await events.NextAsync())!.Data.Should().Be("kept");
    }

    // Publishes ten messages, "1" to "10", and trims the first six.
    private static async Task<IReadOnlyList<string>> PublishAndTrimAsync(TestServer server)
    {
        var positions = new List<string>();
        for (var i = 1; i <= 10; i++)
            positions.Add((await server.Client.PublishAsync("news", i.ToString(CultureInfo.InvariantCulture))).GetProperty("last")
                .GetString()!);
        using var trimmed = await server.Client.DeleteAsync($"/topics/news/messages?before={positions[6]}").OrTimeout();
        trimmed.EnsureSuccessStatusCode();
        return positions;
    }
}
