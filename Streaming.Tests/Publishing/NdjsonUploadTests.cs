using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.Publishing;

[Trait("Category", "Slow")]
public sealed class NdjsonUploadTests
{
    [Theory]
    [InlineData("application/x-ndjson")]
    [InlineData("application/ndjson")]
    [InlineData("application/jsonl; charset=utf-8")]
    public async Task Each_line_is_a_message(string contentType)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.PostAsync(
            "/topics/news/messages?sender=Ada", "{\"data\":\"1\"}\n\n{\"data\":{\"n\":2},\"type\":\"n\"}\r\n  \n{\"data\":\"3\"}",
            contentType);

        response.StatusCode.Should().Be(HttpStatusCode.Created);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        (answer.GetProperty("first").GetString()![^2..], answer.GetProperty("last").GetString()![^2..], answer.GetProperty("count")
            .GetInt32()).Should().Be(("-1", "-3", 3));
        (await DataAsync(server)).Should().Equal("\"1\"", "{\"n\":2}", "\"3\"");
    }

    [Fact]
    public async Task A_subscriber_receives_the_first_lines_before_the_last_ones_are_sent()
    {
        await using var server = await TestServer.StartAsync();
        await using var reader = await EventStream.OpenAsync(server.Client, "/topics/news/events");
        using var body = new PausingContent("application/x-ndjson");
        var upload = server.Client.PostAsync(new Uri("/topics/news/messages", UriKind.Relative), body);

        body.Send("{\"data\":\"1\"}\n{\"data\":\"2\"}\n{\"da");
        (await reader.TakeAsync(2)).Select(message => message.Data).Should().Equal("1", "2");
        body.Send("ta\":\"3\"}\n");
        (await reader.NextAsync())!.Data.Should().Be("3");
        upload.IsCompleted.Should().BeFalse("the body has not ended");
        body.Send("{\"data\":\"4\"}");
        body.End();

        using var response = await upload.OrTimeout();
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("count").GetInt32().Should().Be(4);
        (await reader.NextAsync())!.Data.Should().Be("4");
    }

    [Fact]
    public async Task More_lines_than_fit_one_batch_are_all_published()
    {
        const int Count = 25_000;
        await using var server = await TestServer.StartAsync(("Publishing:MaxBatchMessages", "100"));
        var body = new StringBuilder();
        for (var i = 1; i <= Count; i++)
            body.Append("{\"data\":").Append(i).Append("}\n");

        using var response = await server.Client.PostAsync("/topics/news/messages", body.ToString(), "application/x-ndjson");

        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("count").GetInt32().Should().Be(Count);
        (await DataAsync(server)).Should().Equal(Enumerable.Range(1, Count).Select(i => $"{i}"));
    }

    [Theory]
    [InlineData("{\"data\":3", 400, "The JSON is not valid at line 4, byte *")]
    [InlineData("nope", 400, "The JSON is not valid at line 4, byte *")]
    [InlineData("[1]", 400, "Line 4 is not an object*")]
    [InlineData("{\"data\":\"\"}", 400, "Line 4: The message is empty*")]
    [InlineData("{\"data\":1,\"type\":\"gap\"}", 400, "Line 4: The type 'gap' is reserved*")]
    [InlineData("{\"data\":\"12345678901\"}", 413, "Line 4 is larger than the 10 bytes*")]
    public async Task A_wrong_line_is_refused_by_number_and_the_lines_before_it_are_published(string line, int status, string sentence)
    {
        await using var server = await TestServer.StartAsync(("Topics:Policies:0:MaxMessageBytes", "10"));
        using var response = await server.Client.PostAsync(
            "/topics/news/messages", $"{{\"data\":1}}\n\n{{\"data\":2}}\n{line}\n{{\"data\":5}}\n", "application/x-ndjson");

        var sentenceSaid = await response.ProblemAsync((HttpStatusCode)status);
        sentenceSaid.Should().Match(sentence).And.EndWith("The 2 messages before it are published.");
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("line").GetInt32().Should().Be(4);
        problem.GetProperty("published").GetInt32().Should().Be(2);
        problem.GetProperty("first").GetString().Should().EndWith("-1");
        problem.GetProperty("last").GetString().Should().EndWith("-2");
        (await DataAsync(server)).Should().Equal("1", "2");
    }

    [Fact]
    public async Task Endless_blank_lines_are_refused_although_they_are_few_bytes_when_compressed()
    {
        await using var server = await TestServer.StartAsync();
        using var compressed = new MemoryStream();
        await using (var encoder = new BrotliStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await encoder.WriteAsync(Encoding.UTF8.GetBytes("{\"data\":\"1\"}\n"));
            await encoder.WriteAsync(Encoding.UTF8.GetBytes(new string('\n', 1_000_000)));
            await encoder.WriteAsync(Encoding.UTF8.GetBytes("{\"data\":\"2\"}\n"));
        }

        using var body = new ByteArrayContent(compressed.ToArray());
        body.Headers.ContentType = new("application/x-ndjson");
        body.Headers.ContentEncoding.Add("br");
        using var response = await server.Client.PostAsync(new Uri("/topics/news/messages", UriKind.Relative), body).OrTimeout();

        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain("blank")
            .And.Contain("The message before it is published.");
        (await DataAsync(server)).Should().Equal("\"1\"");
    }

    [Fact]
    public async Task An_endless_line_is_refused_before_it_fills_the_memory()
    {
        await using var server = await TestServer.StartAsync(("Topics:Policies:0:MaxMessageBytes", "1000"));
        using var client = new TcpClient();
        await client.ConnectAsync(server.Address.Host, server.Address.Port).OrTimeout();
        var piece = "{\"data\":\"" + new string('x', 20_000);
        var head = "POST /topics/news/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: " +
            $"chunked\r\n\r\n{piece.Length:x}\r\n{piece}\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head)).OrTimeout();

        // The response arrives before the body has ended.
        using var answer = new StreamReader(client.GetStream());
        (await answer.ReadLineAsync().OrTimeout()).Should().StartWith("HTTP/1.1 413 ");
    }

    private static async Task<List<string>> DataAsync(TestServer server) =>
        [.. (await server.Client.GetJsonAsync("/topics/news/messages")).EnumerateArray()
            .Select(message => message.GetProperty("data").GetRawText())];
}
