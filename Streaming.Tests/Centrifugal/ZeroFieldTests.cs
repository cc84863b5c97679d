using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.Centrifugal;

/// <summary>
/// Tests the eight fields of the JSON form that clients expect even if they are zero or empty. All other empty fields are left out.
/// </summary>
public sealed class ZeroFieldTests
{
    [Fact]
    public async Task The_statistics_of_an_empty_room_are_zero_and_not_absent()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await CentrifugalClient.ConnectAsync(server);
        var stats = (await client.CallAsync("\"presence_stats\":{\"channel\":\"room:empty\"}")).GetProperty("presence_stats");
        stats.GetRawText().Should().Be("""{"num_clients":0,"num_users":0}""");
        var presence = (await client.CallAsync("\"presence\":{\"channel\":\"room:empty\"}")).GetProperty("presence");
        presence.GetRawText().Should().Be("""{"presence":{}}""");
    }

    [Fact]
    public async Task The_history_of_a_topic_without_messages_has_all_its_fields()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await CentrifugalClient.ConnectAsync(server);
        foreach (var limit in (string[])["0", "10"])
        {
            var history = (await client.CallAsync($"\"history\":{{\"channel\":\"empty\",\"limit\":{limit}}}")).GetProperty("history");
            history.GetProperty("publications").GetArrayLength().Should().Be(0);
            history.GetProperty("offset").GetInt64().Should().Be(0);
            history.GetProperty("epoch").ValueKind.Should().Be(JsonValueKind.String);
        }
    }

    [Fact]
    public async Task A_client_without_a_subject_has_an_empty_user_and_a_sender_without_a_connection_an_empty_client()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await CentrifugalClient.ConnectAsync(server);
        await client.SubscribeAsync("room:lobby");
        var members = (await client.CallAsync("\"presence\":{\"channel\":\"room:lobby\"}")).GetProperty("presence").GetProperty("presence");
        members.EnumerateObject().Single().Value.GetProperty("user").GetString().Should().BeEmpty();
        await server.Client.PublishAsync("room:lobby", "hello", "?sender=ann");
        var info = (await client.PushAsync()).GetProperty("pub").GetProperty("info");
        info.GetRawText().Should().Be("""{"user":"ann","client":""}""");
    }

    [Fact]
    public async Task A_subscription_that_recovers_nothing_has_no_publications()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await CentrifugalClient.ConnectAsync(server);
        var result = await client.SubscribeAsync("empty", ",\"recover\":true");
        result.TryGetProperty("publications", out _).Should().BeFalse();
        result.TryGetProperty("offset", out _).Should().BeFalse();
    }
}
