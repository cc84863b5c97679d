using Streaming.Tests.Access;
using Streaming.Tests.Support;

namespace Streaming.Tests.Page;

/// <summary>Tests what the page shows when topics, rooms and sessions end.</summary>
[Trait("Category", "Slow")]
public sealed class EndedTopicTests(Browser browser) : IClassFixture<Browser>
{
    private const string OlderFollowers = """
        async () => {
            const { FollowedTopic } = await import('/js/stream/followed-topic.js');
            const followed = new FollowedTopic();
            followed.position = 'b-5';
            for (const position of ['b-4', 'a-3', 'b-2']) followed.followers.set({ position }, null);
            return followed.start;
        }
        """;

    // The clock of the browser is ahead of that of the server.
    private const string ClockAhead = "const now = Date.now; Date.now = () => now() + 600000;";

    [BrowserFact]
    public async Task A_deleted_topic_that_begins_again_is_followed_after_a_gap()
    {
        await using var server = await TestServer.StartAsync();
        await using var page = await browser.OpenAsync(server.Address);
        await page.StateIsAsync("ticks", "live");
        await page.StateIsAsync("room", "live");
        await server.Client.PublishAsync("ticks", "old.");
        await page.SeesAsync("#ticks-log .row", "old.");

        (await server.Client.DeleteAsync("/topics/ticks").OrTimeout()).EnsureSuccessStatusCode();
        await server.Client.PublishAsync("ticks", "new.");

        await page.SeesAsync("#ticks-log .row", "new.");
        await page.SeesAsync("#ticks-log .line[data-kind=gap]", "belongs to an earlier log");
        page.Errors.Should().BeEmpty();
    }

    [BrowserFact]
    public async Task A_deleted_topic_with_a_fork_is_refused_and_the_others_go_on()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PublishAsync("ticks", "old.");
        using var fork = new HttpRequestMessage(HttpMethod.Put, "/v1/stream/fork");
        fork.Headers.Add("Stream-Forked-From", "/v1/stream/ticks");
        (await server.Client.SendAsync(fork).OrTimeout()).EnsureSuccessStatusCode();
        await using var page = await browser.OpenAsync(server.Address);
        await page.SeesAsync("#ticks-log .row", "old.");
        await page.StateIsAsync("room", "live");

        (await server.Client.DeleteAsync("/topics/ticks").OrTimeout()).EnsureSuccessStatusCode();
        await page.SeesAsync("#ticks-log .line[data-kind=error]", "kept for its forks");
        await page.StateIsAsync("room", "live");
        await server.Client.PublishAsync("room:lobby", "still here");

        await page.SeesAsync("#room-log .row", "still here");
    }

    [BrowserFact]
    public async Task A_closed_topic_ends_and_stays_closed_when_the_user_connects_again()
    {
        await using var server = await TestServer.StartAsync();
        await using var page = await browser.OpenAsync(server.Address);
        await page.StateIsAsync("ticks", "live");
        await server.Client.PublishAsync("room:lobby", "last.");
        await server.Client.PublishAsync("ticks", "last.");
        (await server.Client.PostAsync("/topics/ticks/close", content: null).OrTimeout()).EnsureSuccessStatusCode();
        (await server.Client.PostAsync("/topics/room:lobby/close", content: null).OrTimeout()).EnsureSuccessStatusCode();

        await page.SeesAsync("#ticks-log .row", "last.");
        await page.SeesAsync("#ticks-log .line", "The topic is closed");
        await page.StateIsAsync("ticks", "closed");
        await page.StateIsAsync("room", "closed");

        await page.Id("ticks-toggle").ClickAsync();
        await page.Tab.Locator("#ticks-log .line", new() { HasText = "The topic is closed" }).Nth(1).WaitForAsync().OrTimeout();
        await page.StateIsAsync("ticks", "closed");
    }

    [BrowserFact]
    public async Task A_chat_leaves_a_room_that_is_closed_and_cannot_join_it_again()
    {
        await using var server = await TestServer.StartAsync();
        await using var page = await browser.OpenAsync(server.Address);
        await page.JoinAsync("Ann");
        await page.StateIsAsync("chat", "live");

        (await server.Client.PostAsync("/topics/room:lobby/close", content: null).OrTimeout()).EnsureSuccessStatusCode();
        await page.SeesAsync("#chat-error", "The room is closed");
        await page.StateIsAsync("chat", "closed");

        await page.Id("chat-join").ClickAsync();
        await page.SeesAsync("#chat-error", "The room is closed");
        await page.StateIsAsync("chat", "closed");
    }

    [BrowserFact]
    public async Task A_stream_starts_at_the_follower_whose_position_is_of_an_earlier_log()
    {
        await using var server = await TestServer.StartAsync();
        await using var page = await browser.OpenAsync(server.Address, path: "/favicon.svg");
        (await page.Tab.EvaluateAsync<string>(OlderFollowers).OrTimeout()).Should().Be("a-3");
    }

    [BrowserFact]
    public async Task A_session_that_has_ended_by_the_clock_of_the_browser_is_asked_for_seldom()
    {
        await using var server = await Tokens.StartServerAsync();
        var token = Tokens.For("Ann", publish: ["*"], subscribe: ["*"], expires: TimeProvider.System.GetUtcNow().AddMinutes(5));
        await using var page = await browser.OpenAsync(server.Address, script: ClockAhead);
        await page.Id("session-token").FillAsync(token);
        await page.Id("session-begin").ClickAsync();
        await page.StateIsAsync("ticks", "live");
        for (var i = 0; i < 20; i++)
        {
            (await server.Client.PublishWithAsync(token, "ticks", $"n{i}.")).Dispose();
            await page.SeesAsync("#ticks-log .row", $"n{i}.");
        }

        page.Requests.Count(request => request.AbsolutePath == "/session").Should().BeLessThan(8);
    }
}
