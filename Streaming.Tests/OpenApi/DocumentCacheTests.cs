using System.Net;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Tests.Support;

namespace Streaming.Tests.OpenApi;

/// <summary>Tests that the OpenAPI document is generated once, although it contains the URL of the server.</summary>
public sealed class DocumentCacheTests
{
    private const string Path = "/openapi/v1.json";

    [Fact]
    public async Task The_document_is_generated_once_and_has_the_server_of_each_request()
    {
        var generated = 0;
        await using var server = await TestServer.StartAsync(
            builder => builder.Services.Configure<OpenApiOptions>("v1", options => options.AddDocumentTransformer((_, _, _) =>
            {
                Interlocked.Increment(ref generated);
                return Task.CompletedTask;
            })),
            folder: null, ("PathBase", "/live"), ("Access:Proxies:0", "127.0.0.1"));

        var texts = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => GetAsync(server, $"host{i}.example.com"))).OrTimeout();
        var secure = await GetAsync(server, "host0.example.com", ("X-Forwarded-Proto", "https"), ("X-Forwarded-Prefix", "/other"));

        generated.Should().Be(1);
        texts.Should().AllSatisfy(text => text.Should().StartWith("{").And.EndWith("}"));
        texts[3].Should().Contain("\"url\": \"http://host3.example.com/live\"").And.NotContain("server.invalid");
        secure.Should().Be(texts[0].Replace("http://host0.example.com/live", "https://host0.example.com/other", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_document_that_does_not_exist_is_not_found()
    {
        await using var server = await TestServer.StartAsync();
        foreach (var _ in Enumerable.Range(0, 2))
        {
            using var response = await server.Client.GetAsync("/openapi/v9.json").OrTimeout();
            response.StatusCode.Should().Be(HttpStatusCode.NotFound);
        }
    }

    private static async Task<string> GetAsync(TestServer server, string host, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        request.Headers.Host = host;
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        using var response = await server.Client.SendAsync(request).OrTimeout();
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
        return await response.Content.ReadAsStringAsync().OrTimeout();
    }
}
