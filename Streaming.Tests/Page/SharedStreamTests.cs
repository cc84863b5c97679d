using System.Globalization;
using Streaming.Tests.Jobs;
using Streaming.Tests.Support;

namespace Streaming.Tests.Page;

/// <summary>Tests that all tabs of the page share one event stream, so that a browser's limit of six connections suffices.</summary>
[Trait("Category", "Slow")]
public sealed class SharedStreamTests(Browser browser) : IClassFixture<Browser>
{
    private const string WithoutWorkers = "delete self.SharedWorker;";
    private const string WithoutAnything = "delete self.SharedWorker; delete self.BroadcastChannel;";

    // The limits of the page's waits are a hundredth.
    private const string Impatient = """
        const timeout = AbortSignal.timeout, later = setTimeout;
        AbortSignal.timeout = wait => timeout.call(AbortSignal, wait / 100);
        self.setTimeout = (action, wait) => later(action, wait > 10000 ? wait / 100 : wait);
        """;

    private const string SilentWorkers = """
        self.SharedWorker = class extends EventTarget {
            port = new MessageChannel().port1;
        };
        """;

    // Each tab gets the messages of other tabs half a second late.
    private const string LateMessages = WithoutWorkers + """
        const listen = BroadcastChannel.prototype.addEventListener;
        BroadcastChannel.prototype.addEventListener = function (type, listener) {
            listen.call(this, type, event => setTimeout(listener, 500, event));
        };
        """;

    // All tabs follow their topics again, as after a change of the holder of the stream. Meanwhile messages are published.
    private const string FollowAgainWhilePublishing = """
        async () => {
            new BroadcastChannel('streaming').postMessage({ leads: true });
            for (let i = 1; i <= 40; i++) {
                await fetch('/topics/ticks/messages', { method: 'POST', body: `n${i}.` });
                await new Promise(resolve => setTimeout(resolve, 60));
            }
        }
        """;

    // The second tab follows the topic from its start, while the stream of the first tab delivers a new message.
    private const string FollowWhileMessageArrives = """
        async () => {
            const { StreamHub } = await import('/js/stream/hub.js');
            const hub = new StreamHub();
            const join = () => {
                const tab = { offsets: [], lines: [], until: () => {} };
                const client = hub.join(({ frames = [] }) => {
                    for (const item of frames.flatMap(([, frame]) => frame.items)) {
                        if (item.kind === 'message') tab.offsets.push(Number(item.position.split('-')[1]));
                        else tab.lines.push(item.kind);
                    }
                    tab.until();
                    queueMicrotask(() => hub.take(client, { do: 'ready' }));
                });
                tab.follow = after => hub.take(client, { do: 'follow', id: 1, topic: 'ticks', after });
                tab.received = (offset, line) => new Promise(resolve => {
                    tab.until = () => tab.offsets.includes(offset) && tab.lines.includes(line) && resolve();
                    tab.until();
                });
                return tab;
            };
            const { epoch } = await (await fetch('/topics/ticks')).json();
            const first = join(), second = join();
            first.follow(`${epoch}-0`);
            await first.received(3, 'resumed');

            const later = setTimeout;
            const held = [];
            self.setTimeout = (action, wait) => wait === 20 ? held.push(action) : later(action, wait);
            second.follow(`${epoch}-0`);
            await fetch('/topics/ticks/messages', { method: 'POST', body: 'n4.' });
            await first.received(4, 'resumed');
            self.setTimeout = later;
            held.forEach(action => action());

            await second.received(4, 'resumed');
            return JSON.stringify([first, second].map(({ offsets, lines }) => ({ offsets, lines })));
        }
        """;

    private readonly Probe _probe = new();

    [BrowserFact]
    public async Task Four_chatting_tabs_and_a_running_job_leave_a_connection_for_publishing()
    {
        await using var server = await _probe.StartAsync();
        _probe.Run = async (_, job) =>
        {
            job.ReportProgress(0.5, "half done");
            await job.Cancellation.UntilCancelledAsync();
            return new ProbeResult(1);
        };
        await server.Client.EnqueueAsync();
        await using var first = await browser.OpenAsync(server.Address);
        var tabs = new List<OpenPage> { first };
        while (tabs.Count < 4)
            tabs.Add(await first.OpenTabAsync());
        foreach (var (tab, index) in tabs.Select((tab, index) => (tab, index)))
        {
            await tab.StateIsAsync("ticks", "live");
            await tab.SeesAsync(".job[data-state=running] .item-text", "half done");
            await tab.JoinAsync(string.Create(CultureInfo.InvariantCulture, $"guest {index}"));
        }

        foreach (var (tab, index) in tabs.Select((tab, index) => (tab, index)))
        {
            await tab.Id("publish-data").FillAsync(string.Create(CultureInfo.InvariantCulture, $"from tab {index}"));
            await tab.Id("publish-send").ClickAsync();
            await tab.SeesAsync("#publish-answer[data-kind=ok]", "Published at");
        }

        foreach (var tab in tabs)
        {
            await tab.SeesAsync("#room-log .row", "from tab 3");
            await tab.SeesAsync("#chat-log .said", "from tab 3");
            tab.Errors.Should().BeEmpty();
        }

        await server.Client.SubscribersBecomeAsync("ticks", 1);
    }

    [BrowserFact]
    public Task Two_tabs_share_one_stream() => ShareAsync(script: null, streams: 1);

    [BrowserFact]
    public Task Without_SharedWorker_one_tab_holds_the_stream_of_all_tabs() => ShareAsync(WithoutWorkers, streams: 1);

    [BrowserFact]
    public Task Without_SharedWorker_and_Web_Locks_each_tab_has_its_own_stream() => ShareAsync(WithoutAnything, streams: 2);

    [BrowserFact]
    public Task When_the_first_tab_is_closed_the_other_tab_misses_nothing() => CloseFirstAsync(script: null);

    [BrowserFact]
    public Task When_the_tab_that_holds_the_stream_is_closed_another_takes_it_over_and_misses_nothing() => CloseFirstAsync(WithoutWorkers);

    [BrowserFact]
    public Task A_SharedWorker_that_does_not_respond_is_replaced_by_a_tab() => ShareAsync(Impatient + SilentWorkers, streams: 1);

    [BrowserFact]
    public async Task A_tab_that_follows_its_topics_again_shows_each_message_once()
    {
        await using var server = await TestServer.StartAsync();
        await using var page = await browser.OpenAsync(server.Address, script: LateMessages);
        await page.StateIsAsync("ticks", "live");
        var other = await page.OpenTabAsync();
        await other.StateIsAsync("ticks", "live");

        await page.Tab.EvaluateAsync(FollowAgainWhilePublishing).OrTimeout();

        foreach (var tab in new[] { page, other })
        {
            await tab.SeesAsync("#ticks-log .row", "n40.");
            (await RowsAsync(tab)).Should().Equal(Enumerable.Range(1, 40).Select(Line));
        }
    }

    [BrowserFact]
    public async Task A_tab_that_follows_a_topic_of_an_open_stream_receives_its_older_messages_first()
    {
        await using var server = await TestServer.StartAsync();
        await PublishAsync(server, 1, 3);
        await using var page = await browser.OpenAsync(server.Address, path: "/favicon.svg");

        var received = await page.Tab.EvaluateAsync<string>(FollowWhileMessageArrives).OrTimeout();

        const string All = """{"offsets":[1,2,3,4],"lines":["resumed"]}""";
        received.Should().Be($"[{All},{All}]");
    }

    [BrowserFact]
    public async Task A_request_without_a_response_is_sent_again()
    {
        await using var server = await TestServer.StartAsync();
        await using var page = await browser.OpenAsync(server.Address, path: "/favicon.svg", script: Impatient + WithoutAnything);
        // More than the page sends at first.
        const int Unanswered = 6;
        var requests = 0;
        await page.Tab.RouteAsync(
            "**/topics/ticks", route => ++requests <= Unanswered ? Task.CompletedTask : route.ContinueAsync()).OrTimeout();

        await page.Tab.GotoAsync("/").OrTimeout();

        await page.StateIsAsync("ticks", "live");
        requests.Should().BeGreaterThan(Unanswered);
    }

    [BrowserFact]
    public async Task Adding_and_removing_topics_loses_and_repeats_no_message_of_other_topics()
    {
        const int Messages = 300;
        await using var server = await TestServer.StartAsync();
        await using var page = await browser.OpenAsync(server.Address);
        await page.StateIsAsync("ticks", "live");
        await page.StateIsAsync("room", "live");
        var publishing = PublishAsync(server, 1, Messages);
        foreach (var room in new[] { "blue", "green", "red", "yellow", "lobby" })
        {
            await page.Id("chat-room").FillAsync(room);
            await page.Id("chat-room").PressAsync("Tab");
            await page.SeesAsync("#room-title", $"room:{room}");
            await page.StateIsAsync("room", "live");
        }

        await publishing;
        await page.SeesAsync("#ticks-log .row", $"n{Messages}.");
        await page.SeesAsync("#ticks-count", "300");
        (await RowsAsync(page)).Should().Equal(Enumerable.Range(101, 200).Select(Line), "the latest 200 are shown, each once and in order");
        page.Errors.Should().BeEmpty();
    }

    [BrowserFact]
    public async Task A_tab_that_reconnects_resumes_without_an_effect_on_the_other_tab()
    {
        await using var server = await TestServer.StartAsync();
        await using var page = await browser.OpenAsync(server.Address);
        await using var other = await page.OpenTabAsync();
        await page.StateIsAsync("ticks", "live");
        await other.StateIsAsync("ticks", "live");
        await PublishAsync(server, 1, 2);
        await page.SeesAsync("#ticks-log .row", "n2.");
        await page.Id("ticks-toggle").ClickAsync();
        await page.StateIsAsync("ticks", "closed");
        await PublishAsync(server, 3, 5);
        await other.SeesAsync("#ticks-log .row", "n5.");
        await page.Id("ticks-toggle").ClickAsync();
        await page.SeesAsync("#ticks-log .line[data-kind=resumed]", "3 messages replayed");
        await PublishAsync(server, 6, 6);
        foreach (var tab in new[] { page, other })
        {
            await tab.SeesAsync("#ticks-log .row", "n6.");
            (await RowsAsync(tab)).Should().Equal(Enumerable.Range(1, 6).Select(Line));
        }

        (await other.Tab.Locator("#ticks-log .line").CountAsync().OrTimeout()).Should().Be(0);
    }

    private async Task ShareAsync(string? script, int streams)
    {
        await using var server = await TestServer.StartAsync();
        await PublishAsync(server, 1, 3);
        await using var page = await browser.OpenAsync(server.Address, script: script);
        await page.SeesAsync("#ticks-log .line[data-kind=started]", "3 messages");
        var other = await page.OpenTabAsync();
        await other.SeesAsync("#ticks-log .line[data-kind=started]", "3 messages");
        await server.Client.SubscribersBecomeAsync("ticks", streams);
        await server.Client.SubscribersBecomeAsync("room:lobby", streams);
        await PublishAsync(server, 4, 5);
        foreach (var tab in new[] { page, other })
        {
            await tab.SeesAsync("#ticks-log .row", "n5.");
            (await RowsAsync(tab)).Should().Equal(Enumerable.Range(1, 5).Select(Line));
            tab.Errors.Should().BeEmpty();
        }

        // The page opens no WebSocket before the user joins a room.
        page.Requests.Concat(other.Requests).Should().NotContain(request => request.Scheme == "ws");
    }

    private async Task CloseFirstAsync(string? script)
    {
        await using var server = await TestServer.StartAsync();
        await using var page = await browser.OpenAsync(server.Address, script: script);
        await page.StateIsAsync("ticks", "live");
        var other = await page.OpenTabAsync();
        await other.StateIsAsync("ticks", "live");
        await PublishAsync(server, 1, 2);
        await other.SeesAsync("#ticks-log .row", "n2.");
        var publishing = PublishAsync(server, 3, 20);
        await page.CloseTabAsync();
        await publishing;
        await other.SeesAsync("#ticks-log .row", "n20.");
        await other.StateIsAsync("ticks", "live");
        (await RowsAsync(other)).Should().Equal(Enumerable.Range(1, 20).Select(Line));
        await server.Client.SubscribersBecomeAsync("ticks", 1);
    }

    private static async Task<IReadOnlyList<string>> RowsAsync(OpenPage page) =>
        await page.Tab.Locator("#ticks-log .row .row-data").AllInnerTextsAsync().OrTimeout();

    private static string Line(int number) => string.Create(CultureInfo.InvariantCulture, $"n{number}.");

    private static async Task PublishAsync(TestServer server, int from, int through)
    {
        for (var i = from; i <= through; i++)
            await server.Client.PublishAsync("ticks", Line(i));
    }
}
