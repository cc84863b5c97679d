using System.Globalization;
using System.Text;
using Microsoft.Playwright;
using Streaming.Server.Core.Topics;
using Streaming.Tests.Page;
using Streaming.Tests.Support;

namespace Streaming.Tests.ConsolePage;

[Trait("Category", "Slow")]
public sealed class TopicsTests(Browser browser) : IClassFixture<Browser>
{
    private const int Many = 2_000, Lines = 1_000;

    [BrowserFact]
    public async Task A_search_finds_topics_among_many_and_the_list_stays_short()
    {
        await using var server = await TestServer.StartAsync();
        var appends = Enumerable.Range(0, Many).Select(
            number => Appends.Of(string.Create(CultureInfo.InvariantCulture, $"many:{number:0000}"), "x")).ToList();
        await server.Get<TopicRegistry>().GetLog(appends[0].Topic).AppendAsync(appends, CancellationToken.None).OrTimeout();
        await server.Client.PublishAsync("orders:eu", "an order");
        await using var page = await browser.OpenConsoleAsync(server.Address, "topics");
        await page.Row("many:0000").WaitForAsync().OrTimeout();
        (await page.Tab.Locator("#view tbody tr").CountAsync().OrTimeout()).Should().BeLessThanOrEqualTo(100);
        await page.ActAsync("next");
        await page.SeesAsync(".pager-text", "Page 2");
        await page.Tab.Locator("#view [data-search]").FillAsync("eu");
        await page.Row("orders:eu").WaitForAsync().OrTimeout();
        await page.SeesAsync(".pager-text", "1 topic");
        await page.Tab.Locator("#view [data-search]").FillAsync("many:1*");
        await page.Row("many:1000").WaitForAsync().OrTimeout();
        page.Tab.Url.Should().Contain("match=many%3A1*", "a link to the same search can be sent to a colleague");
        page.Errors.Should().BeEmpty();
    }

    [BrowserFact]
    public async Task The_live_view_pauses_filters_and_shows_a_whole_message()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PublishAsync("news", "before the console");
        await using var page = await browser.OpenConsoleAsync(server.Address, "topics/news");
        await page.SeesAsync(".message", "before the console");
        await page.Tab.Locator(".messages .state[data-state=live]").WaitForAsync().OrTimeout();
        await server.Client.PublishAsync("news", "live");
        await page.SeesAsync(".message", "live");

        await page.Tab.Keyboard.PressAsync("p");
        await page.Tab.Locator(".messages[data-paused]").WaitForAsync().OrTimeout();
        await server.Client.PublishAsync("news", "during the pause");
        await page.SeesAsync(".messages .numbers", "paused, 1 more");
        (await page.Tab.Locator(".message").CountAsync().OrTimeout()).Should().Be(2, "nothing moves while it is paused");
        await page.ActAsync("pause");
        await page.SeesAsync(".message", "during the pause");

        await page.Tab.Locator(".messages [data-search]").FillAsync("PAUSE");
        await Assertions.Expect(page.Tab.Locator(".message")).ToHaveCountAsync(1).OrTimeout();
        await page.Tab.Locator(".message .row-offset").ClickAsync();
        await page.SeesAsync("dialog[open] .code-block", "during the pause");
        await page.SeesAsync("dialog[open]", "\"offset\": 3");
        page.Errors.Should().BeEmpty();
    }

    [BrowserFact]
    public async Task The_history_is_shown_from_a_time_on_and_older_pages_follow()
    {
        await using var server = await TestServer.StartAsync();
        var lines = new StringBuilder();
        for (var i = 1; i <= Lines; i++)
            lines.Append(CultureInfo.InvariantCulture, $"{{\"data\":\"n{i}.\"}}\n");
        using var answer = await server.Client.PostAsync("/topics/news/messages", lines.ToString(), "application/x-ndjson");
        answer.EnsureSuccessStatusCode();
        await using var page = await browser.OpenConsoleAsync(server.Address, "topics/news");
        await page.SeesAsync(".message", "n1000.");
        await page.Tab.Locator(".messages input[name=time]").FillAsync("2020-01-31T12:00:01");
        await page.SeesAsync(".messages .numbers", "History: 200 messages");
        await page.SeesAsync(".message", "n1.");
        await page.ActAsync("newer");
        await page.SeesAsync(".message", "n201.");
        await page.ActAsync("older");
        await page.SeesAsync(".message", "n200.");
        await page.ActAsync("live");
        await page.SeesAsync(".message", "n1000.");
        page.Errors.Should().BeEmpty();
    }

    [BrowserFact]
    public async Task A_topic_is_published_to_trimmed_closed_and_deleted_after_a_question()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PublishAsync("news", "one");
        await using var page = await browser.OpenConsoleAsync(server.Address, "topics/news");
        await page.SeesAsync(".message", "one");
        await page.Id("publish-type").FillAsync("update");
        await page.Id("publish-data").FillAsync("""{"n":2}""");
        await page.Id("publish-json").CheckAsync();
        await page.Id("publish-send").ClickAsync();
        await page.NewsAsync("Published at");
        await page.SeesAsync(".message .type", "update");

        await page.ActAsync("trim");
        await page.Id("ask-value").FillAsync("1");
        await page.Id("ask-value").PressAsync("Enter");
        await page.NewsAsync("news has 1 messages now");
        await page.ActAsync("close");
        await page.AgreeAsync();
        await page.SeesAsync(".badge", "closed");
        await page.ActAsync("delete");
        await page.Id("confirm-no").ClickAsync();
        (await server.Client.GetJsonAsync("/topics/news")).GetProperty("count").GetInt64().Should().Be(1, "the user did not agree");
        await page.ActAsync("delete");
        await page.AgreeAsync();
        await page.TitleIsAsync("Topics");
        (await server.Client.GetJsonAsync("/topics/news")).GetProperty("count").GetInt64().Should().Be(0);
        page.Errors.Should().BeEmpty();
    }

    [BrowserFact]
    public async Task During_a_flood_of_messages_the_live_view_keeps_few_rows_and_pauses_at_once()
    {
        await using var server = await TestServer.StartAsync();
        await using var page = await browser.OpenConsoleAsync(server.Address, "topics/flood");
        await page.Tab.Locator(".messages .state[data-state=live]").WaitForAsync().OrTimeout();
        using var handled = new CancellationTokenSource();
        var publishing = PublishAsync(server, handled.Token);
        await page.Tab.Locator(".message").First.WaitForAsync().OrTimeout();
        await page.ActAsync("pause");
        await page.Tab.Locator(".messages[data-paused]").WaitForAsync().OrTimeout();
        await handled.CancelAsync();
        var published = await publishing;
        await page.SeesAsync(".messages .numbers", published.ToString("N0", CultureInfo.InvariantCulture) + " received");
        (await page.Tab.Locator(".messages .log > *").CountAsync().OrTimeout()).Should().BeLessThanOrEqualTo(200);
        page.Errors.Should().BeEmpty();
    }

    private static async Task<int> PublishAsync(TestServer server, CancellationToken handled)
    {
        const int atLeast = 50_000, most = 2_000_000;
        var lines = string.Concat(Enumerable.Repeat("{\"data\":\"x\"}\n", Lines));
        var published = 0;
        while (published < most && (published < atLeast || !handled.IsCancellationRequested))
        {
            using var answer = await server.Client.PostAsync("/topics/flood/messages", lines, "application/x-ndjson");
            answer.EnsureSuccessStatusCode();
            published += Lines;
        }

        return published;
    }
}
