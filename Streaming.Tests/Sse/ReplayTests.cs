using System.Globalization;
using System.Net;
using Streaming.Tests.Support;

namespace Streaming.Tests.Sse;

[Trait("Category", "Slow")]
public sealed class ReplayTests
{
    [Fact]
    public async Task A_subscriber_from_the_earliest_message_receives_all_kept_and_then_live_messages()
    {
        await using var server = await TestServer.StartAsync();
        await PublishAsync(server, 1, 3);
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/news/events?after=earliest");
        (await events.TakeAsync(3)).Select(e => e.Data).Should().Equal("1", "2", "3");
        await server.Client.PublishAsync("news", "live");
        (await events.NextAsync())!.Data.Should().Be("live");
    }

    [Fact]
    public async Task A_subscriber_after_a_position_receives_the_later_messages()
    {
        await using var server = await TestServer.StartAsync();
        var positions = await PublishAsync(server, 1, 4);
        await using var events = await EventStream.OpenAsync(server.Client, $"/topics/news/events?after={positions[1]}");
        (await events.TakeAsync(2)).Should()
            .Equal(new EventStream.Event(positions[2], "message", "3"), new EventStream.Event(positions[3], "message", "4"));
    }

    [Fact]
    public async Task Last_Event_ID_overrides_the_position_in_the_query()
    {
        await using var server = await TestServer.StartAsync();
        var positions = await PublishAsync(server, 1, 4);
        await using var events = await EventStream.OpenAsync(
            server.Client, "/topics/news/events?after=earliest", lastEventId: positions[2]);
        (await events.NextAsync())!.Data.Should().Be("4");
    }

    [Theory]
    [InlineData("lastEventId")]
    [InlineData("lastEventID")]
    public async Task A_client_that_cannot_set_headers_resumes_with_the_id_in_the_query(string parameter)
    {
        await using var server = await TestServer.StartAsync();
        var positions = await PublishAsync(server, 1, 4);
        await using var events = await EventStream.OpenAsync(
            server.Client, $"/topics/news/events?after={positions[0]}&{parameter}={positions[2]}");
        (await events.NextAsync())!.Data.Should().Be("4", "'after' is the position of the first request");
        await using var several = await EventStream.OpenAsync(
            server.Client, $"/events?topic=news&after=news={positions[0]}&{parameter}=news%3D{positions[2]}");
        (await several.NextAsync())!.Data.Should().Be("4");
    }

    [Theory]
    [InlineData("/topics/news/events?lastEventId=", "")]
    [InlineData("/events?topic=news&lastEventId=", "news=")]
    public async Task Last_Event_ID_overrides_the_id_in_the_query(string path, string prefix)
    {
        await using var server = await TestServer.StartAsync();
        var positions = await PublishAsync(server, 1, 4);
        await using var events = await EventStream.OpenAsync(
            server.Client, $"{path}{prefix}{positions[0]}", lastEventId: $"{prefix}{positions[2]}");
        (await events.NextAsync())!.Data.Should().Be("4");
    }

    [Fact]
    public async Task A_client_that_has_the_end_of_a_topic_and_cannot_set_headers_receives_204()
    {
        await using var server = await TestServer.StartAsync();
        await PublishAsync(server, 1, 1);
        using var closing = await server.Client.PostAsync("/topics/news/close", content: null).OrTimeout();
        closing.EnsureSuccessStatusCode();
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/news/events?after=earliest");
        var end = (await events.TakeAsync(2))[1];
        end.Type.Should().Be("closed");
        using var response = await server.Client.GetAsync($"/topics/news/events?lastEventId={end.Id}").OrTimeout();
        response.StatusCode.Should().Be(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task With_an_empty_Last_Event_ID_the_position_in_the_query_is_used()
    {
        await using var server = await TestServer.StartAsync();
        await PublishAsync(server, 1, 1);
        await using var events = await EventStream.OpenAsync(
            server.Client, "/topics/news/events?after=earliest", lastEventId: string.Empty);
        (await events.NextAsync())!.Data.Should().Be("1");
    }

    [Fact]
    public async Task A_subscriber_far_behind_receives_messages_from_the_log()
    {
        await using var server = await TestServer.StartAsync(("Topics:RingMessages", "16"));
        await PublishAsync(server, 1, 700);
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/news/events?after=earliest");
        (await events.TakeAsync(700)).Select(e => e.Data).Should()
            .Equal(Enumerable.Range(1, 700).Select(i => i.ToString(CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task A_subscriber_resumes_after_a_restart_of_the_server()
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
    public async Task No_message_is_lost_or_repeated_between_replay_and_live_messages()
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
