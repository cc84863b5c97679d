using System.Globalization;
using Streaming.Tests.Support;

namespace Streaming.Tests.Sse;

[Trait("Category", "Slow")]
public sealed class ReplayTests
{
    [Fact]
    public async Task A_reader_from_the_earliest_message_on_sees_all_that_is_kept_and_then_goes_on_live()
    {
        await using var server = await TestServer.StartAsync();
        await PublishAsync(server, 1, 3);
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/news/events?after=earliest");
        (await events.TakeAsync(3)).Select(e => e.Data).Should().Equal("1", "2", "3");
        await server.Client.PublishAsync("news", "live");
        (await events.NextAsync())!.Data.Should().Be("live");
    }

    [Fact]
    public async Task A_reader_after_a_position_sees_what_follows_it()
    {
        await using var server = await TestServer.StartAsync();
        var positions = await PublishAsync(server, 1, 4);
        await using var events = await EventStream.OpenAsync(server.Client, $"/topics/news/events?after={positions[1]}");
        (await events.TakeAsync(2)).Should()
            .Equal(new EventStream.Event(positions[2], "message", "3"), new EventStream.Event(positions[3], "message", "4"));
    }

    [Fact]
    public async Task The_id_that_a_browser_sends_back_wins_over_the_position_in_its_address()
    {
        await using var server = await TestServer.StartAsync();
        var positions = await PublishAsync(server, 1, 4);
        await using var events = await EventStream.OpenAsync(
            server.Client, "/topics/news/events?after=earliest", lastEventId: positions[2]);
        (await events.NextAsync())!.Data.Should().Be("4");
    }

    [Fact]
    public async Task An_empty_id_leaves_the_position_in_the_address_to_count()
    {
        await using var server = await TestServer.StartAsync();
        await PublishAsync(server, 1, 1);
        await using var events = await EventStream.OpenAsync(
            server.Client, "/topics/news/events?after=earliest", lastEventId: string.Empty);
        (await events.NextAsync())!.Data.Should().Be("1");
    }

    [Fact]
    public async Task A_reader_far_behind_gets_what_is_no_longer_in_memory_from_the_log()
    {
        await using var server = await TestServer.StartAsync(("Topics:RingMessages", "16"));
        await PublishAsync(server, 1, 700);
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/news/events?after=earliest");
        (await events.TakeAsync(700)).Select(e => e.Data).Should()
            .Equal(Enumerable.Range(1, 700).Select(i => i.ToString(CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task A_reader_resumes_on_a_server_that_was_started_again_on_the_same_folder()
    {
        using var folder = new TemporaryFolder();
        string position;
        await using (var before = await TestServer.StartAsync(configure: null, folder))
        {
            position = (await PublishAsync(before, 1, 2))[0];
        }

        await using var after = await TestServer.StartAsync(configure: null, folder);
        await using var events = await EventStream.OpenAsync(after.Client, "/topics/news/events", lastEventId: position);
        await after.Client.PublishAsync("news", "3");
        (await events.TakeAsync(2)).Select(e => e.Data).Should().Equal("2", "3");
    }

    [Fact]
    public async Task Nothing_is_lost_or_doubled_between_replay_and_live_while_messages_keep_coming()
    {
        const int Messages = 1_000;
        await using var server = await TestServer.StartAsync(("Topics:RingMessages", "32"));
        var publishing = PublishAsync(server, 1, Messages);
        var readers = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => EventStream.OpenAsync(server.Client, "/topics/news/events?after=earliest")));
        foreach (var reader in readers)
        {
            (await reader.TakeAsync(Messages)).Select(e => e.Data).Should()
                .Equal(Enumerable.Range(1, Messages).Select(i => i.ToString(CultureInfo.InvariantCulture)));
            await reader.DisposeAsync();
        }

        await publishing;
    }

    private static async Task<IReadOnlyList<string>> PublishAsync(TestServer server, int from, int through)
    {
        var positions = new List<string>();
        for (var i = from; i <= through; i++)
            positions.Add((await server.Client.PublishAsync("news", i.ToString(CultureInfo.InvariantCulture))).GetProperty("last")
                .GetString()!);
        return positions;
    }
}
