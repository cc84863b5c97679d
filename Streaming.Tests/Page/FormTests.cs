using Streaming.Tests.DurableStreams;
using Streaming.Tests.Support;

namespace Streaming.Tests.Page;

[Trait("Category", "Slow")]
public sealed class FormTests(Browser browser) : IClassFixture<Browser>
{
    [BrowserFact]
    public async Task The_publish_form_shows_the_position_that_the_message_got()
    {
        await using var server = await TestServer.StartAsync();
        await using var page = await browser.OpenAsync(server.Address);
        await page.StateIsAsync("room", "live");
        await page.Id("publish-data").FillAsync("from the form");
        await page.Id("publish-send").ClickAsync();
        await page.SeesAsync("#publish-answer[data-kind=ok]", "Published at");
        var position = (await server.Client.GetJsonAsync("/topics/room:lobby")).GetProperty("newest").GetString()!;
        await page.SeesAsync("#publish-answer", position);
        await page.SeesAsync("#publish-answer", "1 subscriber");
        await page.SeesAsync("#room-log .row", "from the form");
    }

    [BrowserFact]
    public async Task The_publish_form_shows_the_sentence_of_a_refusal()
    {
        await using var server = await TestServer.StartAsync();
        await using var page = await browser.OpenAsync(server.Address);
        await page.Id("publish-topic").FillAsync("not a topic");
        await page.Id("publish-send").ClickAsync();
        await page.SeesAsync("#publish-answer[data-kind=problem]", "character that is not allowed");
        await page.Id("publish-topic").FillAsync("news");
        await page.Id("publish-data").FillAsync(string.Empty);
        await page.Id("publish-send").ClickAsync();
        await page.SeesAsync("#publish-answer[data-kind=problem]", "empty");
    }

    [BrowserFact]
    public async Task The_history_downloads_as_a_csv_file()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PublishAsync("ticks", "one, \"quoted\"");
        await server.Client.PublishAsync("ticks", "two");
        await using var page = await browser.OpenAsync(server.Address);
        var download = await page.Tab.RunAndWaitForDownloadAsync(() => page.Id("download-csv").ClickAsync()).OrTimeout();
        download.SuggestedFilename.Should().EndWith(".csv").And.Contain("ticks");
        var lines = await File.ReadAllLinesAsync(await download.PathAsync().OrTimeout());
        lines[0].TrimStart('\uFEFF').Should().Be("topic,epoch,offset,time,type,sender,data");
        lines.Should().HaveCount(3);
        lines[1].Should().EndWith("\"one, \"\"quoted\"\"\"");
    }

    [BrowserFact]
    public async Task A_stream_is_shown_with_its_expiry_and_can_be_closed()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateStreamAsync("chat/42", headers: ("Stream-TTL", "7200"));
        await using var page = await browser.OpenAsync(server.Address);
        await page.Id("history-topic").FillAsync("chat:42");
        await page.Id("history-topic").PressAsync("Enter");
        await page.SeesAsync("#topic-end", "open, expires in 1 h");
        page.Tab.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        await page.Id("topic-close").ClickAsync();
        await page.SeesAsync("#topic-end", "closed, expires in");
        using var late = await server.StreamAsync(HttpMethod.Post, "chat/42", [65], "text/plain");
        late.StatusCode.Should().Be(System.Net.HttpStatusCode.Conflict);
    }

    [BrowserFact]
    public async Task The_state_of_a_topic_is_shown_and_follows_what_is_published()
    {
        await using var server = await TestServer.StartAsync();
        await using var page = await browser.OpenAsync(server.Address);
        await server.Client.PublishAsync("news", "one");
        await page.Id("history-topic").FillAsync("news");
        await page.Id("history-topic").PressAsync("Enter");
        await page.SeesAsync("#topic-count", "1");
        await server.Client.PublishAsync("news", "two");
        await page.Id("history-refresh").ClickAsync();
        await page.SeesAsync("#topic-count", "2");
    }
}
