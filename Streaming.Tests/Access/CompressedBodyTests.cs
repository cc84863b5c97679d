using System.IO.Compression;
using System.Net;
using System.Text;
using Streaming.Server.Access.Limits;
using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

/// <summary>Tests that a few compressed bytes cost neither much memory nor much of a processor.</summary>
public sealed class CompressedBodyTests
{
    private const string Ndjson = "application/x-ndjson";
    private const string Topic = "/topics/a/messages";

    [Fact]
    public void The_window_is_read_from_the_first_byte()
    {
        for (var bits = 10; bits <= 24; bits++)
            BrotliInput.WindowBitsOf(Compress("hello", bits)[0]).Should().Be(bits);
    }

    [Theory]
    [InlineData(22, HttpStatusCode.Created)]
    [InlineData(23, HttpStatusCode.UnsupportedMediaType)]
    [InlineData(24, HttpStatusCode.UnsupportedMediaType)]
    public async Task A_window_of_more_than_4_MiB_is_refused(int bits, HttpStatusCode status)
    {
        await using var server = await TestServer.StartAsync();
        using var body = Body(Compress("{\"data\":1}\n", bits), Ndjson);
        using var response = await server.Client.PostAsync(new Uri(Topic, UriKind.Relative), body).OrTimeout();
        response.StatusCode.Should().Be(status);
        if (status != HttpStatusCode.Created)
            (await response.ProblemAsync(status)).Should().Contain("--lgwin=22");
    }

    [Fact]
    public async Task The_window_of_a_body_that_has_not_ended_counts_as_memory()
    {
        await using var server = await TestServer.StartAsync();
        var memory = server.Get<BodyMemory>();
        using var compressed = new MemoryStream();
        await using var encoder = new BrotliStream(compressed, CompressionLevel.Fastest);
        await encoder.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"data\":1}\n", 10_000))));
        await encoder.FlushAsync();
        using var content = new PausingContent(Ndjson, "br");
        content.Send(compressed.ToArray());

        var sending = server.Client.PostAsync(new Uri(Topic, UriKind.Relative), content);

        // All lines that have arrived are published, although the client pauses.
        await Eventually.BecomesAsync(
            async () => (await server.Client.GetJsonAsync("/topics/a")).GetProperty("count").GetInt64(), count => count == 10_000);
        await Eventually.BecomesAsync(() => Task.FromResult(memory.Held), held => held >= 4 << 20);
        content.End();
        using var response = await sending.OrTimeout();
        await Eventually.BecomesAsync(() => Task.FromResult(memory.Held), held => held == 0);
    }

    [Fact]
    public async Task Lines_of_jobs_that_are_blank_or_refused_end_the_request_after_some_MiB()
    {
        await using var server = await TestServer.StartAsync(("Jobs:MaxBatchBytes", "1048576"));
        string[] kinds = [new string(' ', 100_000), "{\"type\":\"" + new string('x', 100_000) + "\"}", new string('x', 900_000)];
        foreach (var line in kinds)
        {
            using var body = Body(Compress(string.Concat(Enumerable.Repeat(line + "\n", 100)), 22), Ndjson);
            using var response = await server.Client.PostAsync(new Uri("/jobs", UriKind.Relative), body).OrTimeout();
            var lines = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            lines[^1].Should().Contain("413").And.Contain("blank, too long or refused");
            lines.Length.Should().BeLessThan(20);
        }
    }

    [Fact]
    public async Task Lines_that_are_not_published_count_in_the_rate()
    {
        await using var server = await TestServer.StartAsync(
            ("Access:Open", "true"), ("Access:Limits:CountLoopback", "true"), ("Access:Limits:PublishRate", "5"),
            ("Access:Limits:PublishBurst", "5"));
        using var ended = new CancellationTokenSource();
        var waits = UploadRateTests.Waits(server, ended.Token);

        using var refused = await server.Client.PostAsync(
            Topic, string.Concat(Enumerable.Repeat("{\"type\":\"join\",\"offset\":1}\n", 20)), Ndjson).OrTimeout();

        (await refused.ProblemAsync(HttpStatusCode.TooManyRequests)).Should().EndWith("Nothing was published.");
        await ended.CancelAsync();
        await FluentActions.Awaiting(() => Task.WhenAll(waits).OrTimeout()).Should().ThrowAsync<OperationCanceledException>();
    }

    private static ByteArrayContent Body(byte[] bytes, string type)
    {
        var body = new ByteArrayContent(bytes);
        body.Headers.ContentType = new(type);
        body.Headers.ContentEncoding.Add("br");
        return body;
    }

    private static byte[] Compress(string text, int window)
    {
        var (source, target) = (Encoding.UTF8.GetBytes(text), new byte[BrotliEncoder.GetMaxCompressedLength(text.Length)]);
        BrotliEncoder.TryCompress(source, target, out var written, quality: 5, window).Should().BeTrue();
        return target[..written];
    }
}
