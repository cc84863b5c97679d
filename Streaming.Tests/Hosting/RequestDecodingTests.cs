using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.Hosting;

[Trait("Category", "Slow")]
public sealed class RequestDecodingTests
{
    [Theory]
    [InlineData("gzip", "text/plain", "hello", "\"hello\"")]
    [InlineData("br", "text/plain", "hello", "\"hello\"")]
    [InlineData("GZIP", "application/json", "{\"data\":1}", "1")]
    [InlineData("br", "application/json", "{\"data\":1}", "1")]
    [InlineData("gzip", "application/x-ndjson", "{\"data\":1}\n{\"data\":2}\n", "1 2")]
    [InlineData("br", "application/x-ndjson", "{\"data\":1}\n{\"data\":2}\n", "1 2")]
    [InlineData("identity", "text/plain", "hello", "\"hello\"")]
    public async Task A_body_is_decoded_before_it_is_published(string coding, string contentType, string body, string data)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await SendAsync(
            server, "/topics/news/messages", coding, contentType, Encode(coding, Encoding.UTF8.GetBytes(body)));
        response.StatusCode.Should().Be(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        (await DataAsync(server)).Should().Be(data);
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("deflate")]
    [InlineData("gzip, br")]
    [InlineData("nonsense")]
    public async Task An_unknown_content_coding_is_415_and_the_response_names_the_known_ones(string coding)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await SendAsync(server, "/topics/news/messages", coding, "text/plain", "hello"u8.ToArray());
        (await response.ProblemAsync(HttpStatusCode.UnsupportedMediaType)).Should().Contain("gzip, br");
        response.Headers.GetValues("Accept-Encoding").Should().Equal("gzip, br");
        (await DataAsync(server)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("gzip", "text/plain")]
    [InlineData("br", "text/plain")]
    [InlineData("br", "application/json")]
    [InlineData("gzip", "application/x-ndjson")]
    [InlineData("br", "application/x-ndjson")]
    public async Task A_body_that_does_not_match_its_content_coding_is_refused(string coding, string contentType)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await SendAsync(server, "/topics/news/messages", coding, contentType, "{\"data\":1}\n"u8.ToArray());
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain($"not valid {coding}");
        (await DataAsync(server)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_truncated_compressed_body_is_refused(string coding)
    {
        await using var server = await TestServer.StartAsync();
        var whole = Encode(coding, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 2_000))));
        using var response = await SendAsync(server, "/topics/news/messages", coding, "text/plain", whole[..^20]);
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain("incomplete");
        (await DataAsync(server)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("gzip", "text/plain")]
    [InlineData("br", "text/plain")]
    [InlineData("br", "application/json")]
    [InlineData("gzip", "application/x-ndjson")]
    public async Task Limits_count_decoded_bytes(string coding, string contentType)
    {
        await using var server = await TestServer.StartAsync(
            ("Topics:Policies:0:MaxMessageBytes", "1000"), ("Publishing:MaxBatchBytes", "10000"));
        var bomb = Encode(coding, Encoding.UTF8.GetBytes(new string('1', 50_000_000)));
        bomb.Length.Should().BeLessThan(500_000);
        using var response = await SendAsync(server, "/topics/news/messages", coding, contentType, bomb);
        await response.ProblemAsync(HttpStatusCode.RequestEntityTooLarge);
        (await DataAsync(server)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("/jobs", """{"type":"publish","delay":"1h","arguments":{"topic":"news","messages":[{"data":1}]}}""")]
    [InlineData("/webhooks", """{"url":"https://example.com/hook","topics":["news"]}""")]
    public async Task Every_endpoint_that_accepts_a_body_decodes_it(string path, string body)
    {
        await using var server = await TestServer.StartAsync();
        using var taken = await SendAsync(server, path, "br", "application/json", Encode("br", Encoding.UTF8.GetBytes(body)));
        taken.IsSuccessStatusCode.Should().BeTrue(await taken.Content.ReadAsStringAsync());
        using var bomb = await SendAsync(
            server, path, "br", "application/json", Encode("br", Encoding.UTF8.GetBytes(new string(' ', 50_000_000))));
        await bomb.ProblemAsync(HttpStatusCode.RequestEntityTooLarge);
        using var session = await SendAsync(
            server, "/session", "gzip", "application/json", Encode("gzip", "{\"token\":\"a.b.c\"}"u8.ToArray()));
        await session.ProblemAsync(HttpStatusCode.Unauthorized);
        using var big = await SendAsync(
            server, "/session", "gzip", "application/json", Encode("gzip", Encoding.UTF8.GetBytes(new string(' ', 50_000_000))));
        await big.ProblemAsync(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Lines_before_the_end_of_a_broken_upload_are_published_and_counted()
    {
        await using var server = await TestServer.StartAsync();
        var lines = string.Concat(Enumerable.Range(1, 20_000).Select(i => $"{{\"data\":{i}}}\n"));
        var whole = Encode("gzip", Encoding.UTF8.GetBytes(lines));
        using var response = await SendAsync(server, "/topics/news/messages", "gzip", "application/x-ndjson", whole[..(whole.Length / 2)]);
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain("published");
        var published = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("published").GetInt64();
        (await server.Client.GetJsonAsync("/topics/news")).GetProperty("count").GetInt64().Should().Be(published);
    }

    private static byte[] Encode(string coding, byte[] body)
    {
        using var encoded = new MemoryStream();
        using (Stream? encoder = coding.ToLowerInvariant() switch
        {
            "gzip" => new GZipStream(
            encoded, CompressionLevel.Fastest, leaveOpen: true),
            "br" => new BrotliStream(encoded, CompressionLevel.Fastest, leaveOpen: true),
            _ => null
        })
            (encoder ?? encoded).Write(body);
        return encoded.ToArray();
    }

    private static Task<HttpResponseMessage> SendAsync(TestServer server, string path, string coding, string contentType, byte[] body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        request.Content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        return server.Client.SendAsync(request).OrTimeout();
    }

    private static async Task<string> DataAsync(TestServer server) =>
        string.Join(' ', (await server.Client.GetJsonAsync("/topics/news/messages")).EnumerateArray()
            .Select(message => message.GetProperty("data").GetRawText()));
}
