using System.Net;
using System.Net.Sockets;
using System.Text;
using Streaming.Tests.Support;

namespace Streaming.Tests.Publishing;

/// <summary>Tests that every refused publish has a sentence that states the change to make, and publishes nothing.</summary>
[Trait("Category", "Slow")]
public sealed class PublishRefusalTests
{
    [Theory]
    [InlineData("text/plain", "", 400, "*empty*at least one character*")]
    [InlineData("text/plain", "\uFEFF", 400, "*empty*")]
    [InlineData("application/json", "", 400, "The body is empty*")]
    [InlineData("application/json", "{\n\"data\": nope}", 400, "*line 2, byte *")]
    [InlineData("application/json", "{\"data\":1", 400, "*not valid at line 1, byte 10*")]
    [InlineData("application/json", "{\"data\":1} x", 400, "*not valid at line 1*")]
    [InlineData("application/json", "17", 400, "The body is not an object*")]
    [InlineData("application/json", "[1]", 400, "Message 1 of the array is not an object*")]
    [InlineData("application/json", "[]", 400, "The array is empty*")]
    [InlineData("application/json", "{}", 400, "The body has no data*")]
    [InlineData("application/json", "{\"data\":\"\"}", 400, "*empty*")]
    [InlineData("application/json", "{\"data\":1,\"colour\":2}", 400, "The body has a property that is not known*")]
    [InlineData("application/json", "{\"data\":1,\"type\":7}", 400, "The body: type must be a string*")]
    [InlineData("application/json", "{\"data\":1,\"sender\":[]}", 400, "The body: sender must be a string*")]
    [InlineData("application/json", "{\"data\":\"\\ud83e\"}", 400, "*surrogate*")]
    [InlineData("application/json", "{\"data\":1,\"type\":\"gap\"}", 400, "*'gap' is reserved*")]
    [InlineData("application/json", "{\"data\":1,\"sender\":\"a\\nb\"}", 400, "*control*")]
    [InlineData("application/x-ndjson", "", 400, "The body has no message*")]
    [InlineData("application/x-ndjson", "\n \n\r\n", 400, "The body has no message*")]
    [InlineData("application/xml", "<a/>", 415, "*text/plain, application/json or application/x-ndjson*")]
    [InlineData("multipart/form-data; boundary=x", "x", 415, "*text/plain, application/json or application/x-ndjson*")]
    [InlineData("nonsense", "x", 415, "The Content-Type is not valid*")]
    [InlineData("text/plain; charset=iso-8859-1", "x", 415, "*charset*UTF-8*")]
    public async Task A_wrong_body_is_refused(string contentType, string body, int status, string sentence)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.PostAsync("/topics/news/messages", body, contentType);
        (await response.ProblemAsync((HttpStatusCode)status)).Should().Match(sentence);
        await NothingIsPublishedAsync(server);
    }

    [Theory]
    [InlineData("/topics/a%20b/messages", "*place 2*")]
    [InlineData("/topics/caf%C3%A9/messages", "*place 4*")]
    [InlineData("/topics/a%2Fb/messages", "*not allowed*")]
    [InlineData("/topics/news/messages?type=gap", "*reserved*")]
    [InlineData("/topics/news/messages?type=two%20words", "The type is not valid*")]
    [InlineData("/topics/news/messages?sender=%00", "*control*")]
    public async Task A_wrong_address_is_refused(string path, string sentence)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.PostAsync(path, "hi", "text/plain");
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Match(sentence);
        await NothingIsPublishedAsync(server);
    }

    [Fact]
    public async Task A_topic_name_that_is_too_long_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.PostAsync($"/topics/{new string('a', 201)}/messages", "hi", "text/plain");
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain("201 characters; at most 200");
        await NothingIsPublishedAsync(server);
    }

    [Theory]
    [InlineData("text/plain", "61FF62", "*UTF-8*")]
    [InlineData("text/plain", "EDA080", "*UTF-8*")]
    [InlineData("application/json", "7B2264617461223A22FF227D", "*UTF-8*")]
    public async Task Invalid_UTF8_is_refused(string contentType, string hex, string sentence)
    {
        await using var server = await TestServer.StartAsync();
        using var content = new ByteArrayContent(Convert.FromHexString(hex));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        using var response = await server.Client.PostAsync(new Uri("/topics/news/messages", UriKind.Relative), content).OrTimeout();
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Match(sentence);
        await NothingIsPublishedAsync(server);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_has_at_most_64_KiB_unless_a_policy_says_otherwise(bool chunked)
    {
        await using var server = await TestServer.StartAsync(
            ("Topics:Policies:0:Match", "small"), ("Topics:Policies:0:MaxMessageBytes", "100"));

        (await StatusAsync("small", 100)).Should().Be(HttpStatusCode.Created);
        (await StatusAsync("small", 101)).Should().Be(HttpStatusCode.RequestEntityTooLarge);
        (await StatusAsync("other", 65_536)).Should().Be(HttpStatusCode.Created);
        (await StatusAsync("other", 65_537)).Should().Be(HttpStatusCode.RequestEntityTooLarge);
        foreach (var topic in (string[])["small", "other"])
            (await server.Client.GetJsonAsync($"/topics/{topic}")).GetProperty("count").GetInt32().Should().Be(1);

        async Task<HttpStatusCode> StatusAsync(string topic, int bytes)
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Post, $"/topics/{topic}/messages")
            {
                Content = new ByteArrayContent(
                Encoding.ASCII.GetBytes(new string('x', bytes)))
            };
            request.Headers.TransferEncodingChunked = chunked;
            using var response = await server.Client.SendAsync(request).OrTimeout();
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task A_chunked_body_that_is_too_large_leaves_the_connection_usable()
    {
        await using var server = await TestServer.StartAsync(
            ("Topics:Policies:0:Match", "small"), ("Topics:Policies:0:MaxMessageBytes", "100"));
        using var client = new TcpClient();
        await client.ConnectAsync(server.Address.Host, server.Address.Port).OrTimeout();
        await using var stream = client.GetStream();
        // In one write, so that the server reads the whole body at once.
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            "POST /topics/small/messages HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n" +
            $"c8\r\n{new string('x', 200)}\r\n0\r\n\r\n" +
            "GET /health/live HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        (await reader.ReadToEndAsync().OrTimeout()).Should().StartWith("HTTP/1.1 413").And.Contain("HTTP/1.1 200");
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("ümlaut")]
    public async Task A_wrong_idempotency_key_is_refused(string key)
    {
        await using var server = await TestServer.StartAsync();
        using var client = new HttpClient(
            new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 })
        { BaseAddress = server.Address };
        using var response = await client.PostAsync("/topics/news/messages", "hi", "text/plain", ("Idempotency-Key", key));
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain("1 to 200 visible ASCII");
        await NothingIsPublishedAsync(server);
    }

    [Fact]
    public async Task An_idempotency_key_has_at_most_200_characters()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.PostAsync(
            "/topics/news/messages", "hi", "text/plain", ("Idempotency-Key", new string('k', 201)));
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain("1 to 200");
        await NothingIsPublishedAsync(server);
    }

    private static async Task NothingIsPublishedAsync(TestServer server) =>
        (await server.Client.GetJsonAsync("/topics")).GetArrayLength().Should().Be(0);
}
