using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.Centrifugal;

public sealed class HistoryTests
{
    private static readonly string[] s_messages = ["1", "2", "3", "4", "5"];

    [Fact]
    public async Task History_is_paged_forward_from_a_position_or_backward_from_the_newest()
    {
        await using var server = await TestServer.StartAsync(("Centrifugal:MaxHistory", "4"));
        var epoch = string.Empty;
        foreach (var text in s_messages)
            epoch = Positions.EpochOf((await server.Client.PublishAsync("news", text)).GetProperty("last").GetString()!);
        await using var client = await CentrifugalClient.ConnectAsync(server);

        var position = await HistoryAsync(client, "\"limit\":0");
        position.GetProperty("offset").GetInt32().Should().Be(5);
        position.GetProperty("epoch").GetString().Should().Be(epoch);
        Offsets(position).Should().BeEmpty();
        Offsets(await HistoryAsync(client, "\"limit\":-1")).Should().Equal(1, 2, 3, 4);
        Offsets(await HistoryAsync(client, "\"limit\":1000")).Should().Equal(1, 2, 3, 4);
        Offsets(await HistoryAsync(client, "\"limit\":2")).Should().Equal(1, 2);
        Offsets(await HistoryAsync(client, $"\"limit\":2,\"since\":{{\"offset\":2,\"epoch\":\"{epoch}\"}}")).Should().Equal(3, 4);
        Offsets(await HistoryAsync(client, "\"limit\":-1,\"since\":{\"offset\":4}")).Should().Equal(5);
        Offsets(await HistoryAsync(client, "\"limit\":-1,\"since\":{\"offset\":5}")).Should().BeEmpty();
        Offsets(await HistoryAsync(client, "\"limit\":-1,\"since\":{\"offset\":99}")).Should().BeEmpty();
        Offsets(await HistoryAsync(client, "\"limit\":3,\"reverse\":true")).Should().Equal(5, 4, 3);
        Offsets(await HistoryAsync(client, "\"limit\":3,\"reverse\":true,\"since\":{\"offset\":3}")).Should().Equal(2, 1);
        Offsets(await HistoryAsync(client, "\"limit\":3,\"reverse\":true,\"since\":{\"offset\":1}")).Should().BeEmpty();
        (await client.RefusedAsync(
            "\"history\":{\"channel\":\"news\",\"limit\":1,\"since\":{\"offset\":1,\"epoch\":\"another\"}}")).Code.Should().Be(112);
    }

    [Fact]
    public async Task Joins_and_leaves_are_not_in_the_history_but_have_offsets()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await CentrifugalClient.ConnectAsync(server);
        await client.SubscribeAsync("room:lobby");
        for (var i = 0; i < 3; i++)
        {
            await using var other = await RoomClient.JoinAsync(server, "lobby");
            await other.SendTextAsync("hello");
        }

        await server.Client.MembersBecomeAsync("lobby", 1);
        var offsets = Offsets(await HistoryAsync(client, "\"limit\":2", "room:lobby"))
            .Concat(Offsets(await HistoryAsync(client, "\"limit\":1,\"reverse\":true", "room:lobby"))).ToList();
        offsets.Should().HaveCount(3).And.BeInAscendingOrder();
    }

    [Fact]
    public async Task A_topic_without_messages_has_an_empty_history()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await CentrifugalClient.ConnectAsync(server);
        var history = await HistoryAsync(client, "\"limit\":-1");
        history.GetProperty("epoch").GetString().Should().NotBeNullOrEmpty();
        history.GetProperty("offset").GetInt64().Should().Be(0);
        Offsets(await HistoryAsync(client, "\"limit\":-1,\"reverse\":true")).Should().BeEmpty();
    }

    private static async Task<JsonElement> HistoryAsync(CentrifugalClient client, string fields, string channel = "news") =>
        (await client.CallAsync($"\"history\":{{\"channel\":\"{channel}\",{fields}}}")).GetProperty("history");

    private static List<int> Offsets(JsonElement history) =>
        history.TryGetProperty("publications", out var publications)
            ? publications.EnumerateArray().Select(publication => publication.GetProperty("offset").GetInt32()).ToList() : [];
}
