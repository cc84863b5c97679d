using Microsoft.Extensions.Options;
using Streaming.Tests.Support;

namespace Streaming.Tests.Postgresql;

/// <summary>Topics in memory on servers that share a database.</summary>
[Trait("Category", "Slow")]
public sealed class ClusterMemoryTests : IAsyncLifetime
{
    private PostgresDatabase? _database;

    private PostgresDatabase Database => _database ?? throw new InvalidOperationException("Not created yet.");

    public async Task InitializeAsync() => _database = await PostgresDatabase.CreateAsync();

    public async Task DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
    }

    [PostgresFact]
    public async Task A_policy_that_selects_memory_must_say_that_each_node_has_its_own_messages()
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(perNode: "false"));

        refusal.Message.Should().Contain("Topics:Policies:0").And.Contain("PerNode");
    }

    [PostgresFact]
    public async Task Members_of_a_room_in_memory_are_those_of_the_node()
    {
        await using var a = await StartAsync(perNode: "true");
        await using var b = await StartAsync(perNode: "true");
        await using var ann = await RoomClient.JoinAsync(a, "lobby", "name=Ann");
        await a.Client.MembersBecomeAsync("lobby", 1);

        (await b.Client.GetJsonAsync("/rooms/lobby/members")).GetProperty("count").GetInt32().Should().Be(0);
        (await a.Client.GetJsonAsync("/rooms")).GetArrayLength().Should().Be(1);
        (await a.Client.GetJsonAsync("/topics/presence:lobby/messages")).GetArrayLength().Should().Be(1);
    }

    private Task<TestServer> StartAsync(string perNode) => TestServer.StartAsync(
        [
            .. Database.Settings, ("Topics:Policies:0:Match", "room:*"), ("Topics:Policies:0:Store", "memory"),
            ("Topics:Policies:0:PerNode", perNode),
        ]);
}
