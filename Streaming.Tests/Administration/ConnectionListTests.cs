using System.Net;
using System.Text.Json;
using Streaming.Tests.Access;
using Streaming.Tests.Support;

namespace Streaming.Tests.Administration;

/// <summary>The list of connections: filters, pages, permissions and the audit trail.</summary>
public sealed class ConnectionListTests
{
    private static readonly string s_admin = Tokens.For("root", admin: ["*"]);

    [Fact]
    public async Task Connections_are_found_by_transport_subject_and_topic()
    {
        await using var server = await Tokens.StartServerAsync();
        await using var ann = await OpenAsync(server, "ann", "news");
        await using var bob = await OpenAsync(server, "bob", "room:lobby");
        (string Query, string[] Found)[] expected =
        [
            (string.Empty, ["ann", "bob"]),
            ("?subject=bob", ["bob"]),
            ("?topic=news", ["ann"]),
            ("?topic=room:*", ["bob"]),
            ("?transport=sse", ["ann", "bob"]),
            ("?transport=websocket", []),
            ("?transport=sse&subject=ann&topic=room:*", []),
        ];
        foreach (var (query, found) in expected)
            Subjects(await server.ConnectionsAsync(query, s_admin)).Should().Equal(found, query);
    }

    [Fact]
    public async Task Each_page_links_to_the_next_one()
    {
        await using var server = await Tokens.StartServerAsync();
        await using var a = await OpenAsync(server, "a", "news");
        var b = await OpenAsync(server, "b", "news");
        await using var c = await OpenAsync(server, "c", "news");
        await using var d = await OpenAsync(server, "d", "other");
        var (first, next) = await PageAsync(server, "/connections?limit=1&topic=news");
        first.Should().Equal("a");
        await b.DisposeAsync();
        await Eventually.BecomesAsync(() => server.ConnectionsAsync(token: s_admin), now => now.Count == 3);

        var (second, end) = await PageAsync(server, next!);

        second.Should().Equal(["c"], "the removed connection does not change the order of the others");
        end.Should().BeNull();
    }

    [Theory]
    [InlineData("?transport=tcp", "transport is not known")]
    [InlineData("?topic=a%20b", "topic is not valid")]
    [InlineData("?after=1", "not the id of a connection")]
    [InlineData("?limit=0", "1 to 1000")]
    public async Task An_invalid_query_is_refused(string query, string expected)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.GetAsync("/connections" + query).OrTimeout();
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain(expected);
    }

    [Fact]
    public async Task Only_administrators_of_all_topics_see_and_close_connections()
    {
        await using var server = await Tokens.StartServerAsync();
        await using var stream = await OpenAsync(server, "ann", "news");
        var id = (await server.ConnectionsAsync(token: s_admin)).Single().GetProperty("id").GetString()!;
        foreach (var (method, path) in new[] { (HttpMethod.Get, "/connections"), (HttpMethod.Delete, $"/connections/{id}") })
        {
            await RefusedAsync(server, method, path, token: null, HttpStatusCode.Unauthorized);
            await RefusedAsync(server, method, path, Tokens.For("ann", admin: ["news"], subscribe: ["*"]), HttpStatusCode.Forbidden);
        }

        (await server.ConnectionsAsync(token: s_admin)).Should().ContainSingle();
    }

    [Theory]
    [InlineData("1")]
    [InlineData("ffffff-1")]
    [InlineData("unknown")]
    public async Task An_unknown_connection_is_not_found(string id)
    {
        await using var server = await TestServer.StartAsync();
        await using var stream = await EventStream.OpenAsync(server.Client, "/topics/news/events");
        using var response = await server.Client.DeleteAsync($"/connections/{id}").OrTimeout();
        (await response.ProblemAsync(HttpStatusCode.NotFound)).Should().Contain(id);
        (await server.ConnectionsAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task A_closed_connection_is_in_the_audit_trail()
    {
        await using var server = await Tokens.StartServerAsync();
        await using var stream = await OpenAsync(server, "ann", "news");
        var id = (await server.ConnectionsAsync(token: s_admin)).Single().GetProperty("id").GetString()!;
        using var closed = await server.Client.SendAsync(HttpMethod.Delete, $"/connections/{id}", s_admin);
        closed.StatusCode.Should().Be(HttpStatusCode.NoContent);

        var entry = await Eventually.BecomesAsync(
            async () =>
            {
                using var history = await server.Client.SendAsync(HttpMethod.Get, "/topics/audit:log/messages", s_admin);
                return await history.Content.ReadAsStringAsync();
            },
            static text => text.Contains("closed-connection", StringComparison.Ordinal));

        entry.Should().Contain($"The sse connection {id} of ann, 127.0.0.1, topics: news, was closed.").And.Contain("\"subject\":\"root\"");
    }

    private static async Task RefusedAsync(TestServer server, HttpMethod method, string path, string? token, HttpStatusCode expected)
    {
        using var response = await server.Client.SendAsync(method, path, token);
        response.StatusCode.Should().Be(expected);
    }

    private static Task<EventStream> OpenAsync(TestServer server, string subject, string topic) =>
        EventStream.OpenAsync(server.Client, $"/topics/{topic}/events?access_token={Tokens.For(subject, subscribe: ["*"])}");

    private static async Task<(IEnumerable<string?> Subjects, string? Next)> PageAsync(TestServer server, string path)
    {
        using var response = await server.Client.SendAsync(HttpMethod.Get, path, s_admin);
        using var page = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return (Subjects(page.RootElement.Clone().EnumerateArray()),
            response.Headers.TryGetValues("Link", out var links) ? links.Single().Split('<', '>')[1] : null);
    }

    private static IEnumerable<string?> Subjects(IEnumerable<JsonElement> connections) =>
        connections.Select(connection => connection.GetProperty("subject").GetString());
}
