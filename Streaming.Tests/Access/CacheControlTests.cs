using System.Net;
using Streaming.Tests.Jobs;
using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

/// <summary>Tests which caches may store the server's responses.</summary>
public sealed class CacheControlTests
{
    private const string PublicKeys = "/v1/stream/__ds/jwks.json";

    [Fact]
    public async Task No_cache_may_store_a_response_of_any_endpoint_to_any_caller()
    {
        await using var server = await Tokens.StartServerAsync();
        foreach (var token in (string?[])[null, "no.valid.token", Tokens.For(),
            Tokens.For("root", publish: ["*"], subscribe: ["*"], admin: ["*"])])
        {
            // The public keys are the same for every caller.
            foreach (var (method, path, _) in AllEndpoints.AddressesOf(server).Where(address => address.Path != PublicKeys))
            {
                using var response = await server.Client.SendAsync(new HttpMethod(method), path, token);
                var kept = response.Headers.CacheControl;
                kept.Should().NotBeNull($"{method} {path} ({response.StatusCode}) must say how it may be kept");
                kept!.NoStore.Should().BeTrue($"{method} {path} ({response.StatusCode}) depends on who asks");
            }
        }
    }

    [Theory]
    [InlineData("GET", "/no-such-path", 404)]
    [InlineData("PUT", "/jobs", 405)]
    [InlineData("GET", "/topics/no%20name", 400)]
    [InlineData("GET", "/topics/news/messages?format=xml", 400)]
    public async Task No_cache_may_store_a_refusal(string method, string path, int status)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.SendAsync(new HttpMethod(method), path, token: null);
        ((int)response.StatusCode).Should().Be(status);
        response.Headers.CacheControl!.NoStore.Should().BeTrue();
    }

    [Fact]
    public async Task Only_a_private_cache_may_store_a_jobs_result_and_it_must_revalidate()
    {
        await using var server = await new Probe().StartAsync();
        await server.Client.PublishAsync("news", "x");
        foreach (var (type, arguments) in new[] { ("probe", "{}"), ("export", """{"topics":"news"}""") })
        {
            var id = await server.Client.EnqueueAsync(type, arguments);
            using var early = await server.Client.GetAsync($"/jobs/{new string('0', 26)}/result").OrTimeout();
            early.Headers.CacheControl!.NoStore.Should().BeTrue();
            (await server.Client.EndAsync(id)).Should().EndWith("succeeded");
            using var response = await server.Client.GetAsync($"/jobs/{id}/result").OrTimeout();
            response.StatusCode.Should().Be(HttpStatusCode.OK);
            (response.Headers.CacheControl!.Private, response.Headers.CacheControl.NoCache, response.Headers.CacheControl.NoStore).Should()
                .Be((true, true, false));
        }
    }

    [Fact]
    public async Task The_page_is_revalidated_each_time()
    {
        await using var server = await TestServer.StartAsync();
        using var page = await server.Client.GetAsync("/").OrTimeout();
        page.Headers.CacheControl!.NoCache.Should().BeTrue();
    }
}
