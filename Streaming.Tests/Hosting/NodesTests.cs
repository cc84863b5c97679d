using System.Net.Http.Json;
using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.Hosting;

/// <summary>The list of the nodes over HTTP.</summary>
public sealed class NodesTests
{
    [Fact]
    public async Task A_server_on_SQLite_lists_only_itself()
    {
        await using var server = await TestServer.StartAsync(("Cluster:Name", "solo"));

        var nodes = await server.Client.GetFromJsonAsync<JsonElement[]>("/nodes").OrTimeout();

        var node = nodes.Should().ContainSingle().Subject;
        node.GetProperty("name").GetString().Should().Be("solo");
        node.GetProperty("current").GetBoolean().Should().BeTrue();
        node.GetProperty("alive").GetBoolean().Should().BeTrue();
        node.GetProperty("behind").GetInt64().Should().Be(0);
    }
}
