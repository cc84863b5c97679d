using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Storage.Postgresql;
using Streaming.Tests.Access;
using Streaming.Tests.Support;

namespace Streaming.Tests.Postgresql;

/// <summary>Sessions whose streams are on another node than their requests.</summary>
[Trait("Category", "Slow")]
public sealed class ClusterSessionTests : TestsWithPostgres
{
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());

    [PostgresFact]
    public async Task A_refresh_on_one_node_extends_the_streams_on_another()
    {
        await using var a = await StartAsync();
        await using var b = await StartAsync();
        await FindOtherNodesAsync(a);
        await using var stream = await OpenAsync(b, "ann", minutes: 10);
        await using var other = await OpenAsync(b, "ben", minutes: 10);

        await RefreshAsync(a, Token("ann", minutes: 10), Token("ann", minutes: 30));
        // The end of another session shows that the node has read what was announced before.
        await EndAsync(a, Token("ben", minutes: 10));
        (await other.NextAsync())!.Type.Should().Be("expired");

        _clock.Advance(TimeSpan.FromMinutes(10));
        (await a.Client.PublishWithAsync(Token("ann", minutes: 30), "news", "still there")).Dispose();
        (await stream.NextAsync())!.Data.Should().Be("still there");
    }

    [PostgresFact]
    public async Task The_end_of_a_session_ends_its_streams_on_another_node_also_after_a_refresh()
    {
        await using var a = await StartAsync();
        await using var b = await StartAsync();
        await FindOtherNodesAsync(a);
        await using var stream = await OpenAsync(b, "ann", minutes: 10);

        await RefreshAsync(a, Token("ann", minutes: 10), Token("ann", minutes: 30));
        await EndAsync(a, Token("ann", minutes: 30));

        (await stream.NextAsync())!.Type.Should().Be("expired");
    }

    [PostgresFact]
    public async Task The_answer_has_the_nodes_that_have_applied_it_and_their_streams()
    {
        await using var a = await StartAsync();
        await using var b = await StartAsync();
        await FindOtherNodesAsync(a);
        await using var here = await OpenAsync(a, "ann", minutes: 10);
        await using var there = await OpenAsync(b, "ann", minutes: 10);

        var answer = await RefreshAsync(a, Token("ann", minutes: 10), Token("ann", minutes: 30));

        (answer.GetProperty("nodes").GetInt32(), answer.GetProperty("streams").GetInt32()).Should().Be((2, 2));
        (await EndAsync(b, Token("ann", minutes: 30))).Should().Be("2");
        foreach (var stream in (EventStream[])[here, there])
            (await stream.NextAsync())!.Type.Should().Be("expired");
    }

    [PostgresFact]
    public async Task What_nodes_tell_each_other_about_a_session_contains_no_token()
    {
        await using var a = await StartAsync();
        await using var b = await StartAsync();
        await FindOtherNodesAsync(a);

        await RefreshAsync(a, Token("ann", minutes: 10), Token("ann", minutes: 30));

        using var response = await b.Client.SendAsync(
            HttpMethod.Get, "/topics/system:nodes/messages",
            Tokens.For("root", admin: ["system:*"], expires: _clock.GetUtcNow().AddHours(1)));
        var text = await response.Content.ReadAsStringAsync();
        text.Should().Contain("session-refreshed");
        foreach (var part in $"{Token("ann", minutes: 10)}.{Token("ann", minutes: 30)}".Split('.'))
            text.Should().NotContain(part);
    }

    private static async Task<JsonElement> RefreshAsync(TestServer node, string current, string next)
    {
        using var response = await node.Client.SendAsync(
            HttpMethod.Post, "/session/refresh", current, JsonContent.Create(new { token = next }));
        response.StatusCode.Should().Be(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task<string> EndAsync(TestServer node, string token)
    {
        using var response = await node.Client.SendAsync(HttpMethod.Delete, "/session", token);
        response.StatusCode.Should().Be(HttpStatusCode.NoContent);
        return response.Headers.GetValues("Session-Nodes").Single();
    }

    private readonly Dictionary<(string, int), string> _tokens = [];

    private string Token(string subject, int minutes)
    {
        if (!_tokens.TryGetValue((subject, minutes), out var token))
        {
            token = Tokens.For(subject, ["news"], ["news"], expires: _clock.GetUtcNow().AddMinutes(minutes));
            _tokens.Add((subject, minutes), token);
        }

        return token;
    }

    private Task<EventStream> OpenAsync(TestServer node, string subject, int minutes) =>
        EventStream.OpenAsync(node.Client, $"/topics/news/events?access_token={Token(subject, minutes)}");

    // A node that does not know of another yet does not notify it, and the other reads what is new at intervals of the clock, which stands
    // still here. Each node counts the others with its heartbeat.
    private static Task FindOtherNodesAsync(TestServer node) =>
        node.Get<PostgresqlNodes>().SendHeartbeatAsync(CancellationToken.None).OrTimeout();

    private Task<TestServer> StartAsync() => Tokens.StartServerAsync(
        builder => builder.Services.AddSingleton<TimeProvider>(_clock), Database.Settings);
}
