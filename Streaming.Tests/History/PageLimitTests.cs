using System.Text;
using System.Text.RegularExpressions;
using Streaming.Server.Core.Concurrency;
using Streaming.Tests.Support;

namespace Streaming.Tests.History;

[Trait("Category", "Slow")]
public sealed class PageLimitTests
{
    private const int Messages = 2_000;
    private const int Downloads = 60;

    [PostgresTheory]
    [InlineData("json", "asc")]
    [InlineData("ndjson", "asc")]
    [InlineData("csv", "desc")]
    public async Task Downloads_from_PostgreSQL_read_several_pages_at_once_and_are_complete(string format, string order)
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var server = await TestServer.StartAsync(database.Settings);
        await FillAsync(server);
        var uri = new Uri($"/topics/news/messages?format={format}&order={order}", UriKind.Relative);
        var bodies = await Task.WhenAll(Enumerable.Range(0, Downloads).Select(_ => server.Client.GetStringAsync(uri))).OrTimeout();
        var offsets = Enumerable.Range(1, Messages).Select(i => $"the {i}th");
        Regex.Matches(bodies[0], "the [0-9]+th", RegexOptions.None, TestTimeout.Limit).Select(match => match.Value).Should()
            .Equal(order == "asc" ? offsets : offsets.Reverse());
        bodies.Should().AllBe(bodies[0]);
        server.Get<PageLimits>().LargeReads.Held.Should().Be(0);
    }

    [PostgresFact]
    public async Task Downloads_from_PostgreSQL_whose_clients_read_nothing_give_their_large_reads_to_others()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var server = await TestServer.StartAsync(database.Settings);
        // More than the buffers of a connection hold.
        for (var i = 0; i < 30; i++)
            await FillAsync(server);
        var waiting = new List<HttpResponseMessage>();
        for (var i = 0; i < 4 * Environment.ProcessorCount; i++)
            waiting.Add(await server.Client.GetAsync(
                new Uri("/topics/news/messages", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead).OrTimeout());
        await Eventually.BecomesAsync(() => Task.FromResult(server.Get<PageLimits>().LargeReads.Held), held => held == 0);
        waiting.ForEach(response => response.Dispose());
    }

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
