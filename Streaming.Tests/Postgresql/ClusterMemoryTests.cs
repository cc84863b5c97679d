using Streaming.Server.Core.Topics;
using Streaming.Tests.Support;

namespace Streaming.Tests.Postgresql;

/// <summary>Topics in memory on servers that share a database.</summary>
[Trait("Category", "Slow")]
public sealed class ClusterMemoryTests : TestsWithPostgres
{
    [PostgresFact]
    public async Task A_topic_in_memory_is_that_of_all_nodes()
    {
        await using var a = await StartAsync();
        await using var b = await StartAsync();
        await using var stream = await EventStream.OpenAsync(b.Client, "/topics/live:x/events");

        var first = await a.Client.PublishAsync("live:x", "1");
        var second = await b.Client.PublishAsync("live:x", "2");
        await a.Client.PublishAsync("live:x", "3");

        (await stream.TakeAsync(3)).Select(each => each.Data).Should().Equal("1", "2", "3");
        (first.GetProperty("first").GetString()![^2..], second.GetProperty("first").GetString()![^2..]).Should().Be(("-1", "-2"));
        await using var resumed = await EventStream.OpenAsync(a.Client, "/topics/live:x/events", first.GetProperty("last").GetString());
        (await resumed.TakeAsync(2)).Select(each => each.Data).Should().Equal("2", "3");
        (await b.Client.GetJsonAsync("/topics?match=live:*")).GetArrayLength().Should().Be(1);
        (await Database.CountAsync("SELECT count(*) FROM streaming.messages")).Should().Be(0, "they are in unlogged tables");
    }

    [PostgresFact]
    public async Task An_idempotency_key_of_a_topic_in_memory_counts_on_all_nodes()
    {
        await using var a = await StartAsync();
        await using var b = await StartAsync();
        foreach (var node in (TestServer[])[a, b])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/topics/live:x/messages") { Content = new StringContent("1") };
            request.Headers.Add("Idempotency-Key", "k");
            using var response = await node.Client.SendAsync(request).OrTimeout();
            response.EnsureSuccessStatusCode();
        }

        (await a.Client.GetJsonAsync("/topics/live:x/messages")).GetArrayLength().Should().Be(1);
    }

    [PostgresFact]
    public async Task Retention_keeps_the_newest_messages_of_a_topic_in_memory()
    {
        await using var a = await StartAsync(("Topics:Policies:0:MaxMessages", "2"));
        for (var i = 1; i <= 5; i++)
            await a.Client.PublishAsync("live:x", $"{i}");

        await a.Get<RetentionService>().ApplyAsync(CancellationToken.None).OrTimeout();

        (await a.Client.GetJsonAsync("/topics/live:x/messages")).EnumerateArray().Select(
            message => message.GetProperty("data").GetString()).Should().Equal("4", "5");
    }

    [PostgresFact]
    public async Task After_a_crash_of_PostgreSQL_a_topic_in_memory_is_empty_and_its_readers_are_told()
    {
        await using var server = await PostgresServer.StartAsync(isDurable: true);
        (string, string)[] settings =
            [("Storage:Provider", "postgresql"), ("ConnectionStrings:Streaming", await server.CreateDatabaseAsync()), .. Memory];
        await using var a = await TestServer.StartAsync([.. settings, ("Cluster:Name", "a")]);
        await using var b = await TestServer.StartAsync([.. settings, ("Cluster:Name", "b")]);
        foreach (var node in (TestServer[])[a, b])
            node.Logs.Expect("Failed");
        await a.Client.PublishAsync("live:x", "lost 1");
        await a.Client.PublishAsync("durable", "kept");
        await using var received = await EventStream.OpenAsync(b.Client, "/topics/live:x/events?after=earliest");
        await using var durable = await EventStream.OpenAsync(b.Client, "/topics/durable/events?after=earliest");
        var position = (await received.NextAsync())!.Id;
        await durable.NextAsync();
        await using var fresh = await EventStream.OpenAsync(a.Client, "/topics/live:y/events");

        await server.KillAsync();
        await server.StartAsync();

        (await received.NextAsync())!.Type.Should().Be("gap");
        (await fresh.NextAsync())!.Type.Should().Be("gap", "messages that it has not received may be lost");
        await a.Client.PublishAsync("live:x", "1");
        await b.Client.PublishAsync("live:x", "2");
        (await received.TakeAsync(2)).Select(each => each.Data).Should().Equal("1", "2");
        await using var resumed = await EventStream.OpenAsync(a.Client, "/topics/live:x/events", position);
        (await resumed.TakeAsync(3)).Select(each => each.Type).Should().Equal("gap", "message", "message");
        await a.Client.PublishAsync("durable", "after");
        (await durable.NextAsync())!.Data.Should().Be("after", "durable topics have lost nothing");
    }

    [PostgresFact]
    public async Task With_PerNode_each_node_has_its_own_messages_and_members()
    {
        await using var a = await StartAsync(PerNode);
        await using var b = await StartAsync(PerNode);
        await a.Client.PublishAsync("live:x", "1");
        (await b.Client.GetJsonAsync("/topics/live:x/messages")).GetArrayLength().Should().Be(0);
        await using var ann = await RoomClient.JoinAsync(a, "lobby", "name=Ann");
        await a.Client.MembersBecomeAsync("lobby", 1);

        (await b.Client.GetJsonAsync("/rooms/lobby/members")).GetProperty("count").GetInt32().Should().Be(0);
        (await a.Client.GetJsonAsync("/rooms")).GetArrayLength().Should().Be(1);
        (await a.Client.GetJsonAsync("/topics/presence:lobby/messages")).GetArrayLength().Should().Be(1);
    }

    private static (string Key, string Value)[] Memory => [("Topics:Policies:0:Match", "live:*"), ("Topics:Policies:0:Store", "memory")];

    private static (string Key, string Value)[] PerNode =>
    [
        ("Topics:Policies:0:PerNode", "true"), ("Topics:Policies:1:Match", "room:*"), ("Topics:Policies:1:Store", "memory"),
        ("Topics:Policies:1:PerNode", "true"),
    ];

    private Task<TestServer> StartAsync(params (string Key, string Value)[] settings) =>
        TestServer.StartAsync([.. Database.Settings, .. Memory, .. settings]);
}
