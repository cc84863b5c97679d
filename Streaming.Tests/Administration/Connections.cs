using System.Net;
using System.Text.Json;
using Streaming.Tests.Access;
using Streaming.Tests.Support;

namespace Streaming.Tests.Administration;

/// <summary>Short helper methods for the list of connections.</summary>
internal static class Connections
{
    /// <summary>Lists the connections; a download of this list itself is not one of them.</summary>
    public static async Task<List<JsonElement>> ConnectionsAsync(this TestServer server, string query = "", string? token = null)
    {
        using var response = await server.Client.SendAsync(HttpMethod.Get, "/connections" + query, token);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return [.. json.RootElement.Clone().EnumerateArray()];
    }

    /// <summary>Returns the only connection, which must be of the given transport.</summary>
    public static async Task<JsonElement> OnlyConnectionAsync(this TestServer server, string transport)
    {
        var connection = (await server.ConnectionsAsync()).Should().ContainSingle().Subject;
        connection.GetProperty("transport").GetString().Should().Be(transport);
        connection.GetProperty("address").GetString().Should().Be("127.0.0.1");
        connection.GetProperty("node").GetString().Should().NotBeEmpty();
        connection.GetProperty("since").GetDateTime().Should().BeCloseTo(
            TimeProvider.System.GetUtcNow().UtcDateTime, TimeSpan.FromMinutes(10));
        return connection;
    }

    /// <summary>Closes the only connection as an administrator, and waits until it has left the list.</summary>
    public static async Task CutOnlyAsync(this TestServer server)
    {
        var id = (await server.ConnectionsAsync()).Should().ContainSingle().Subject.GetProperty("id").GetString()!;
        using var response = await server.Client.DeleteAsync($"/connections/{id}").OrTimeout();
        response.StatusCode.Should().Be(HttpStatusCode.NoContent);
    }

    /// <summary>Waits until the list has this number of connections.</summary>
    public static Task<List<JsonElement>> ConnectionsBecomeAsync(this TestServer server, int count) =>
        Eventually.BecomesAsync(() => server.ConnectionsAsync(), now => now.Count == count);

    /// <summary>Returns the names of the topics of a connection.</summary>
    public static IEnumerable<string> Topics(this JsonElement connection) =>
        connection.GetProperty("topics").EnumerateArray().Select(topic => topic.GetString()!);

    /// <summary>Returns the number of messages that a connection is behind by.</summary>
    public static long Behind(this JsonElement connection) => connection.GetProperty("behind").GetInt64();
}
