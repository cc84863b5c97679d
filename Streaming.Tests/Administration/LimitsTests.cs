using System.Net.WebSockets;
using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.Administration;

/// <summary>The list of limits with their use and their refusals.</summary>
public sealed class LimitsTests
{
    [Fact]
    public async Task The_use_of_a_limit_and_its_refusals_are_listed()
    {
        await using var server = await TestServer.StartAsync(
            ("Access:Limits:Streams", "3"), ("Access:Limits:CountLoopback", "true"), ("Rooms:MaxMembers", "1"));
        await using var stream = await EventStream.OpenAsync(server.Client, "/topics/a/events");
        await using var ann = await RoomClient.JoinAsync(server, "lobby", "name=Ann");
        await FluentActions.Awaiting(() => RoomClient.JoinAsync(server, "lobby", "name=Bob")).Should().ThrowAsync<WebSocketException>();
        await using var last = await EventStream.OpenAsync(server.Client, "/topics/a/events");
        await RefusedAsync(server, "/topics/a/events");
        await RefusedAsync(server, "/topics/a/events");

        var limits = await LimitsAsync(server);

        limits["Access:Limits:Streams"].Should().Be((3, 3, 2));
        limits["Access:Limits:StreamsPerAddress"].Should().Be((3, 1_000, 0));
        limits["Rooms:MaxConnections"].Should().Be((1, 15_000, 0));
        limits["Rooms:MaxMembers"].Should().Be((1, 1, 1));
        limits["Access:Limits:Connections"].Used.Should().BeGreaterThanOrEqualTo(3);
        limits["Access:Limits:PublishRate"].Should().Be((null, 1_000, 0), "the rate of each client is counted alone");
        limits.Keys.Should().Contain(
            ["Access:Limits:ConnectionsPerAddress", "Access:Limits:NewTopicsPerMinute", "Access:Limits:BodyBytes",
                "Access:Limits:BodyBytesPerAddress", "Centrifugal:MaxConnections", "Hubs:MaxConnections", "Background:MaxTasks"]);
    }

    [Fact]
    public async Task A_limit_of_sizes_is_listed_after_its_first_refusal()
    {
        await using var server = await TestServer.StartAsync(("Sse:MaxTopics", "1"));
        (await LimitsAsync(server)).Should().NotContainKey("Sse:MaxTopics");

        await RefusedAsync(server, "/events?topic=a&topic=b");

        (await LimitsAsync(server))["Sse:MaxTopics"].Should().Be((null, null, 1));
    }

    private static async Task RefusedAsync(TestServer server, string path)
    {
        using var response = await server.Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead).OrTimeout();
        response.IsSuccessStatusCode.Should().BeFalse();
    }

    private static async Task<Dictionary<string, (long? Used, long? Limit, long Refused)>> LimitsAsync(TestServer server) =>
        (await server.Client.GetJsonAsync("/limits")).EnumerateArray().ToDictionary(
            limit => limit.GetProperty("setting").GetString()!,
            limit => (Number(limit.GetProperty("used")), Number(limit.GetProperty("limit")), limit.GetProperty("refused").GetInt64()),
            StringComparer.Ordinal);

    private static long? Number(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : value.GetInt64();
}
