using System.Globalization;
using Streaming.Server.Core.Concurrency;
using Streaming.Tests.SignalR;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

/// <summary>Tests many subscribers that receive a replay at the same time.</summary>
public sealed class ReplayLimitTests
{
    private const int Messages = 600;
    private const int OfEachKind = 50;

    private static readonly string[] s_all = [.. Enumerable.Range(1, Messages).Select(i => i.ToString(CultureInfo.InvariantCulture))];

    [Fact]
    public async Task Two_hundred_concurrent_replays_hold_few_pages_and_are_complete()
    {
        await using var server = await TestServer.StartAsync(
            ("Topics:RingMessages", "16"), ("Rooms:PingInterval", "01:00:00"), ("Hubs:MaxStreams", "50"));
        using (var published = await server.Client.PostAsync(
            "/topics/room:news/messages", string.Concat(s_all.Select(data => $"{{\"data\":\"{data}\"}}\n")), "application/x-ndjson"))
            published.EnsureSuccessStatusCode();
        await using var hub = await HubReader.ConnectAsync(server);

        var readers = new List<Task<string[]>>();
        for (var i = 0; i < OfEachKind; i++)
        {
            readers.Add(ReadEventsAsync(server, "/topics/room:news/events?after=earliest"));
            readers.Add(ReadEventsAsync(server, "/events?topic=room:news&topic=other&after=earliest"));
            readers.Add(ReadRoomAsync(server));
            readers.Add(ReadHubAsync(hub));
        }

        (await Task.WhenAll(readers)).Should().AllSatisfy(read => read.Should().Equal(s_all));
        var limiter = server.Get<PageLimits>().Replays;
        limiter.Peak.Should().BeInRange(1, limiter.Limit);
        // The server releases the last pages only after their messages have arrived.
        await Eventually.BecomesAsync(() => Task.FromResult(limiter.Held), held => held == 0);
    }

    private static async Task<string[]> ReadEventsAsync(TestServer server, string path)
    {
        await using var events = await EventStream.OpenAsync(server.Client, path);
        var read = new List<string>();
        while (read.Count < Messages)
        {
            var next = (await events.NextAsync())!;
            if (next.Type == "message")
                read.Add(next.Data);
        }

        return [.. read];
    }

    private static async Task<string[]> ReadRoomAsync(TestServer server)
    {
        await using var room = await RoomClient.JoinAsync(server, "news", "after=earliest&format=json");
        var read = new List<string>();
        while (read.Count < Messages)
        {
            var next = await room.ReceiveJsonAsync();
            if (next.GetProperty("type").GetString() == "message")
                read.Add(next.GetProperty("data").GetString()!);
        }

        return [.. read];
    }

    private static async Task<string[]> ReadHubAsync(HubReader hub)
    {
        await using var subscription = hub.Subscribe("room:news", "earliest");
        var read = new List<string>();
        while (read.Count < Messages)
        {
            var next = (await subscription.NextAsync())!;
            if (next.Type == "message")
                read.Add($"{next.Data}");
        }

        return [.. read];
    }
}
