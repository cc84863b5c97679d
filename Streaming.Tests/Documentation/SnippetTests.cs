using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Streaming.Tests.Page;
using Streaming.Tests.Support;

namespace Streaming.Tests.Documentation;

/// <summary>Tests that the programs in the guides do what the guides state.</summary>
[Trait("Category", "Slow")]
public sealed class SnippetTests(Browser browser) : IClassFixture<Browser>
{
    private const string Publish = "docs/publish.md";
    private const string Subscribe = "docs/subscribe.md";
    private const string SignalR = "docs/signalr.md";
    private const string Access = "docs/access.md";
    private const string Topic = "news";

    [NeedsTheory("node", "python3", "go")]
    [InlineData("Node")]
    [InlineData("Python")]
    [InlineData("Go")]
    [InlineData("C#")]
    public Task A_client_misses_nothing(string language) => FollowsAsync(Subscribe, language);

    [NodeTheory(NodePackages.Clients)]
    [InlineData("Node")]
    [InlineData("C#")]
    public Task A_client_of_SignalR_misses_nothing(string language) => FollowsAsync(SignalR, language);

    [BrowserFact]
    public async Task The_client_in_a_browser_misses_nothing()
    {
        await using var server = await TestServer.StartAsync(("Sse:Retry", "100ms"));
        await using var relay = new TcpRelay(server.Address);
        await using var page = await browser.OpenAsync(relay.Address);
        var lines = new List<string>();
        page.Tab.Console += (_, message) =>
        {
            lock (lines)
                lines.Add(message.Text);
        };
        await page.Tab.EvaluateAsync(new MarkdownFile(Subscribe).Code("Browser", "js")).OrTimeout();
        await server.Client.SubscribersBecomeAsync(Topic, 1);
        await server.Client.PublishAsync(Topic, "one");
        await WrittenAsync("one");

        relay.Cut("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        await server.Client.PublishAsync(Topic, "two");
        await server.Client.SubscribersBecomeAsync(Topic, 0);
        relay.Restore();
        await WrittenAsync("two");
        await server.Client.PublishAsync(Topic, "three");
        await WrittenAsync("three");
        lock (lines)
            lines.Where(line => line.EndsWith("-2 two", StringComparison.Ordinal)).Should().ContainSingle();

        Task WrittenAsync(string text) => Eventually.BecomesAsync(() =>
        {
            lock (lines)
                return Task.FromResult(lines.Any(line => line.EndsWith(text, StringComparison.Ordinal)));
        }, isWritten => isWritten);
    }

    [NeedsTheory("node", "python3", "go")]
    [InlineData("Node")]
    [InlineData("Python")]
    [InlineData("Go")]
    [InlineData("C#")]
    public Task A_program_publishes_once(string language) => PublishesAsync(language);

    [NeedsTheory("node", "python3", "go")]
    [InlineData("Node")]
    [InlineData("Python")]
    [InlineData("Go")]
    [InlineData("C#")]
    public Task A_program_signs_a_token_that_the_server_accepts(string language) => SignsAsync(language);

    private static async Task FollowsAsync(string page, string language)
    {
        await using var server = await TestServer.StartAsync();
        await using var relay = new TcpRelay(server.Address);
        await using var client = new Snippet(page, language, relay.Address);
        await server.Client.SubscribersBecomeAsync(Topic, 1);
        await server.Client.PublishAsync(Topic, "one");
        await client.WritesAsync("-1 message one");

        relay.Cut();
        await server.Client.SubscribersBecomeAsync(Topic, 0);
        await server.Client.PublishAsync(Topic, "two");
        relay.Restore();
        await client.WritesAsync("-2 message two");
        await server.Client.PublishAsync(Topic, "three");
        await client.WritesAsync("-3 message three");
        client.Output.Split('\n').Where(line => line.Contains(" message ", StringComparison.Ordinal)).Should().HaveCount(3);
    }

    private static async Task PublishesAsync(string language)
    {
        await using var server = await TestServer.StartAsync();
        await using var relay = new TcpRelay(server.Address);
        relay.Cut();
        await using var program = new Snippet(Publish, language, relay.Address);
        await Eventually.BecomesAsync(() => Task.FromResult(relay.Refused), refused => refused > 0);
        relay.Restore();
        (await program.EndAsync()).Should().Contain("-1");
        var message = (await server.Client.GetJsonAsync($"/topics/{Topic}/messages")).EnumerateArray().Should().ContainSingle().Subject;
        message.GetProperty("type").GetString().Should().Be("note");
        message.GetProperty("data").GetProperty("text").GetString().Should().Be($"from {language}");
    }

    private static async Task SignsAsync(string language)
    {
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        await using var server = await TestServer.StartAsync(("Access:Open", "false"), ("Access:Keys:0:Secret", key));
        await using var program = new Snippet(Access, language, server.Address, ("KEY", key));
        var token = (await program.EndAsync()).Trim();
        (await GetAsync("/topics/news")).Should().Be(HttpStatusCode.OK);
        (await GetAsync("/topics/secret")).Should().Be(HttpStatusCode.Forbidden);

        async Task<HttpStatusCode> GetAsync(string path)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var response = await server.Client.SendAsync(request).OrTimeout();
            return response.StatusCode;
        }
    }
}
