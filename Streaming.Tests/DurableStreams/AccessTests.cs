using System.Net;
using System.Net.Http.Headers;
using Streaming.Tests.Access;
using Streaming.Tests.Support;

namespace Streaming.Tests.DurableStreams;

public sealed class AccessTests
{
    [Fact]
    public async Task Each_method_needs_the_permission_for_the_topic()
    {
        await using var server = await Tokens.StartServerAsync();
        var (reader, writer) = (Tokens.For("r", subscribe: ["chat:*"]), Tokens.For("w", publish: ["chat:*"]));
        var other = Tokens.For("o", publish: ["x"], subscribe: ["x"]);
        var root = Tokens.For("root", admin: ["*"]);
        (await SendAsync(server, HttpMethod.Put, token: null)).Should().Be(HttpStatusCode.Unauthorized);
        (await SendAsync(server, HttpMethod.Put, other)).Should().Be(HttpStatusCode.Forbidden);
        (await SendAsync(server, HttpMethod.Put, reader)).Should().Be(HttpStatusCode.Forbidden);
        (await SendAsync(server, HttpMethod.Put, writer)).Should().Be(HttpStatusCode.Created);
        (await SendAsync(server, HttpMethod.Post, writer)).Should().Be(HttpStatusCode.NoContent);
        (await SendAsync(server, HttpMethod.Post, reader)).Should().Be(HttpStatusCode.Forbidden);
        (await SendAsync(server, HttpMethod.Get, reader)).Should().Be(HttpStatusCode.OK);
        (await SendAsync(server, HttpMethod.Head, reader)).Should().Be(HttpStatusCode.OK);
        (await SendAsync(server, HttpMethod.Get, writer)).Should().Be(HttpStatusCode.Forbidden);
        (await SendAsync(server, HttpMethod.Get, other)).Should().Be(HttpStatusCode.Forbidden);
        (await SendAsync(server, HttpMethod.Delete, writer)).Should().Be(HttpStatusCode.Forbidden);
        (await SendAsync(server, HttpMethod.Delete, root)).Should().Be(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_fork_needs_the_permissions_to_read_its_source_and_to_publish_to_it()
    {
        await using var server = await Tokens.StartServerAsync();
        var root = Tokens.For("root", admin: ["*"], publish: ["*"], subscribe: ["*"]);
        (await SendAsync(server, HttpMethod.Put, root, "secret")).Should().Be(HttpStatusCode.Created);
        foreach (var (publish, subscribe) in ((string[], string[])[])[(["chat:*"], ["*"]), (["*"], ["chat:*"])])
        {
            var writer = Tokens.For("w", publish: publish, subscribe: subscribe);
            (await SendAsync(server, HttpMethod.Put, writer, "chat/fork", ("Stream-Forked-From", "/v1/stream/secret")))
                .Should().Be(HttpStatusCode.Forbidden);
        }

        (await SendAsync(server, HttpMethod.Put, root, "chat/fork", ("Stream-Forked-From", "/v1/stream/secret")))
            .Should().Be(HttpStatusCode.Created);
    }

    [Fact]
    public async Task What_a_token_may_read_is_not_stored_by_shared_caches()
    {
        await using var server = await Tokens.StartServerAsync();
        var token = Tokens.For("a", publish: ["*"], subscribe: ["*"]);
        await SendAsync(server, HttpMethod.Put, token);
        using var request = Request(HttpMethod.Get, token, "chat/42");
        using var response = await server.Client.SendAsync(request).OrTimeout();
        response.Headers.CacheControl!.Private.Should().BeTrue();
        response.Headers.Vary.Should().Contain(["Authorization", "Cookie"], "the next user of a browser gets nothing from its cache");
    }

    [Fact]
    public async Task Pages_of_other_origins_may_use_streams_if_their_origin_is_listed()
    {
        await using var server = await TestServer.StartAsync(("Access:Origins:0", "https://app.example"));
        await server.CreateStreamAsync("s");
        using var preflight = await server.StreamAsync(
            HttpMethod.Options, "s", headers: [("Origin", "https://app.example"), ("Access-Control-Request-Method", "PUT"),
                ("Access-Control-Request-Headers", "if-none-match,stream-ttl,producer-id")]);
        preflight.Value("Access-Control-Allow-Origin").Should().Be("https://app.example");
        preflight.Value("Access-Control-Allow-Headers").Should().Contain("Stream-TTL").And.Contain("If-None-Match");
        using var read = await server.StreamAsync(HttpMethod.Get, "s", headers: ("Origin", "https://app.example"));
        read.Value("Access-Control-Expose-Headers").Should().Contain("Stream-Next-Offset").And.Contain("Producer-Expected-Seq");
    }

    [Fact]
    public async Task Without_listed_origins_a_preflight_names_the_headers_and_allows_no_origin()
    {
        await using var server = await TestServer.StartAsync();
        using var preflight = await server.StreamAsync(
            HttpMethod.Options, "s", headers: [("Origin", "https://app.example"), ("Access-Control-Request-Method", "GET")]);
        preflight.StatusCode.Should().Be(HttpStatusCode.NoContent);
        preflight.Value("Access-Control-Allow-Headers").Should().Contain("If-None-Match");
        preflight.Value("Access-Control-Allow-Origin").Should().BeNull();
    }

    private static HttpRequestMessage Request(HttpMethod method, string? token, string stream, params (string, string)[] headers)
    {
        var request = new HttpRequestMessage(method, $"/v1/stream/{stream}");
        if (method == HttpMethod.Put || method == HttpMethod.Post)
            request.Content = new ByteArrayContent([65]) { Headers = { ContentType = new MediaTypeHeaderValue("text/plain") } };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    private static async Task<HttpStatusCode> SendAsync(
        TestServer server, HttpMethod method, string? token, string stream = "chat/42", params (string, string)[] headers)
    {
        using var request = Request(method, token, stream, headers);
        using var response = await server.Client.SendAsync(request).OrTimeout();
        return response.StatusCode;
    }
}
