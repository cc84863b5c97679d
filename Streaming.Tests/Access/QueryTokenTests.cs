using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Streaming.Server;
using Streaming.Server.Access.Tokens;
using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

/// <summary>
/// Tests that a token in an address is used for the check only, and appears nowhere else. While the test listens to activities, the
/// messages of all servers in the process carry traces, so it runs alone.
/// </summary>
[Collection(Sequential.Name)]
[Trait("Category", "Slow")]
public sealed class QueryTokenTests
{
    [Fact]
    public async Task A_token_in_the_address_appears_in_no_log_no_trace_and_no_error_response()
    {
        var seen = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
                seen.Enqueue(string.Join(' ', activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}").Append(activity.DisplayName))),
        };
        ActivitySource.AddActivityListener(listener);
        await using var server = await Tokens.StartServerAsync(builder => builder.Configuration.AddInMemoryCollection(
            [KeyValuePair.Create("Logging:LogLevel:Default", (string?)"Trace"),
                KeyValuePair.Create("Logging:LogLevel:Microsoft.AspNetCore", (string?)"Trace")]));
        var good = Tokens.For("ann", ["*"], ["*"]);
        var expired = Tokens.For(expires: TimeProvider.System.GetUtcNow().AddHours(-1));
        var answers = new List<string>();
        foreach (var path in (string[])["/topics/news", "/topics/news/messages", "/topics/no%20topic", "/nowhere", "/rooms", "/ws/lobby",
            "/session"])
        {
            foreach (var token in (string[])[good, expired, "nonsense-in-the-address"])
            {
                using var response = await server.Client.GetAsync($"{path}?a=1&access_token={token}&b=2").OrTimeout();
                answers.Add(await response.Content.ReadAsStringAsync() + response.Headers);
            }
        }

        foreach (var (method, path, _) in AllEndpoints.AddressesOf(server))
        {
            foreach (var token in (string[])[good, expired])
            {
                using var request = new HttpRequestMessage(
                    new HttpMethod(method), $"{path}{(path.Contains('?') ? '&' : '?')}access_token={token}");
                using var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).OrTimeout();
                answers.Add(response.Content.Headers.ContentType?.MediaType == "text/event-stream" ? string.Empty
                    : await response.Content.ReadAsStringAsync().OrTimeout());
            }
        }

        await using (var events = await EventStream.OpenAsync(server.Client, $"/topics/news/events?access_token={good}"))
        {
            await using var member = await RoomClient.JoinAsync(server, "lobby", $"access_token={good}");
        }

        foreach (var secret in (string[])[good, expired, good.Split('.')[2], "nonsense-in-the-address"])
        {
            answers.Should().NotContain(answer => answer.Contains(secret, StringComparison.Ordinal));
            server.Logs.Entries.Select(entry => $"{entry.Category}: {entry.Text}{entry.Exception}")
                .Where(text => text.Contains(secret, StringComparison.Ordinal)).Should().BeEmpty();
            // The client's own traces contain the address that it requests; the server's traces must not.
            seen.Where(activity => !activity.Contains("url.full", StringComparison.Ordinal)).Should()
                .NotContain(activity => activity.Contains(secret, StringComparison.Ordinal));
        }

        server.Logs.Entries.Should()
            .Contain(entry => entry.Text.Contains("a=1&b=2", StringComparison.Ordinal), "the log has the address without the token");
    }

    [Theory]
    [InlineData("access_token={0}", HttpStatusCode.OK)]
    [InlineData("ACCESS_TOKEN={0}", HttpStatusCode.OK)]
    [InlineData("a=1&access_token={0}&after=earliest", HttpStatusCode.OK)]
    [InlineData("access_token=", HttpStatusCode.Unauthorized)]
    [InlineData("access_token=nonsense", HttpStatusCode.Unauthorized)]
    [InlineData("not_access_token={0}", HttpStatusCode.Unauthorized)]
    public async Task A_token_in_the_address_is_checked_like_any_other(string query, HttpStatusCode status)
    {
        await using var server = await Tokens.StartServerAsync();
        using var response = await server.Client.SendAsync(
            HttpMethod.Get, "/topics/news/events?" + string.Format(
                System.Globalization.CultureInfo.InvariantCulture, query, Tokens.For(subscribe: ["*"])), token: null);
        response.StatusCode.Should().Be(status);
    }

    [Theory]
    [InlineData("?access_token=secret", "")]
    [InlineData("?a=1&%61ccess%5Ftoken=secret&b=%20", "?a=1&b=%20")]
    [InlineData("?access_token=secret&access_token=second", "")]
    [InlineData("?&&access_token=secret&=", "?&&=")]
    [InlineData("?my_access_token=secret", "?my_access_token=secret")]
    [InlineData("?a=access_token", "?a=access_token")]
    public void A_token_is_removed_from_the_address_in_any_spelling_and_nothing_else_is(string query, string kept)
    {
        var features = new Microsoft.AspNetCore.Http.Features.FeatureCollection();
        var request = new Microsoft.AspNetCore.Http.Features.HttpRequestFeature { Path = "/topics/news", QueryString = query };
        features.Set<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>(request);
        TokenStrippingServer.Clean(features);
        request.QueryString.Should().Be(kept);
        (features.Get<ReceivedToken>()?.Token ?? "secret").Should().Be("secret");
    }

    [Fact]
    public async Task The_header_has_precedence_over_the_address_and_the_address_over_the_cookie()
    {
        await using var server = await Tokens.StartServerAsync();
        using var header = await server.Client.SendAsync(
            HttpMethod.Get, $"/session?access_token={Tokens.For("bob")}", Tokens.For("ann"), content: null,
            ("Cookie", $"streaming-session={Tokens.For("eve")}"));
        (await header.Content.ReadAsStringAsync()).Should().Contain("\"subject\":\"ann\"");
        using var address = await server.Client.SendAsync(
            HttpMethod.Get, $"/session?access_token={Tokens.For("bob")}", token: null, content: null,
            ("Cookie", $"streaming-session={Tokens.For("eve")}"));
        (await address.Content.ReadAsStringAsync()).Should().Contain("\"subject\":\"bob\"");
    }

    [Fact]
    public async Task An_application_that_hosts_the_server_has_its_own_access_token_parameter()
    {
        using var folder = new TemporaryFolder();
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { ContentRootPath = folder.Path, EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection(
            [KeyValuePair.Create("Urls", (string?)"http://127.0.0.1:0"), KeyValuePair.Create("Access:Open", (string?)"true")]);
        Streaming.Server.StreamingServer.AddStreaming(builder);
        await using var app = builder.Build();
        Streaming.Server.StreamingServer.MapStreaming(app);
        app.MapGet("/own", (HttpContext http) => http.Request.Query["access_token"].ToString());
        await app.StartAsync().OrTimeout();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        (await client.GetStringAsync(new Uri("/own?access_token=mine", UriKind.Relative)).OrTimeout()).Should().Be("mine");
        await app.StopAsync().OrTimeout();
    }
}
