using System.Text;
using Streaming.Server.Core.Concurrency;
using Streaming.Tests.Support;

namespace Streaming.Tests.History;

[Trait("Category", "Slow")]
public sealed class PageLimitTests
{
    private const int Messages = 2_000;
    private const int Downloads = 60;

    [Theory]
    [InlineData("json")]
    [InlineData("ndjson")]
    [InlineData("csv")]
    public async Task Many_concurrent_downloads_hold_few_pages_and_are_complete(string format)
    {
        await using var server = await TestServer.StartAsync();
        await FillAsync(server);
        var uri = new Uri($"/topics/news/messages?format={format}", UriKind.Relative);
        var whole = await server.Client.GetStringAsync(uri).OrTimeout();
        whole.Should().Contain($"the {Messages}th");

        var bodies = await Task.WhenAll(Enumerable.Range(0, Downloads).Select(_ => server.Client.GetStringAsync(uri))).OrTimeout();
        bodies.Should().AllBe(whole);
        var limiter = server.Get<PageLimits>().Downloads;
        limiter.Peak.Should().BeInRange(1, limiter.Limit);
        limiter.Held.Should().Be(0);
    }

    [Fact]
    public async Task A_download_whose_client_reads_nothing_holds_no_permit()
    {
        await using var server = await TestServer.StartAsync();
        await FillAsync(server);
        for (var i = 0; i < 10; i++)
            await FillAsync(server);
        var waiting = new List<HttpResponseMessage>();
        for (var i = 0; i < server.Get<PageLimits>().Downloads.Limit * 2; i++)
            waiting.Add(await server.Client.GetAsync(
                new Uri("/topics/news/messages", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead).OrTimeout());
        (await server.Client.GetStringAsync(new Uri("/topics/news/messages?limit=1", UriKind.Relative)).OrTimeout()).Should()
            .Contain("the 1th");
        waiting.ForEach(response => response.Dispose());
    }

    private static async Task FillAsync(TestServer server)
    {
        var lines = new StringBuilder();
        for (var i = 1; i <= Messages; i++)
            lines.Append(System.Globalization.CultureInfo.InvariantCulture, $$"""{"data":"the {{i}}th {{new string('x', 200)}}"}""")
                .Append('\n');
        using var published = await server.Client.PostAsync("/topics/news/messages", lines.ToString(), "application/x-ndjson");
        published.EnsureSuccessStatusCode();
    }
}
