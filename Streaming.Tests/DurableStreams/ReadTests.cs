using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.Extensions.Logging;
using Streaming.Tests.Support;

namespace Streaming.Tests.DurableStreams;

public sealed class ReadTests
{
    [Fact]
    public async Task A_large_stream_is_read_in_chunks_without_a_gap()
    {
        await using var server = await TestServer.StartAsync(("DurableStreams:ChunkBytes", "2000"));
        await server.CreateStreamAsync("s");
        var expected = new StringBuilder();
        for (var i = 0; i < 20; i++)
        {
            var text = new string((char)('a' + i), 500);
            expected.Append(text);
            await server.AppendToStreamAsync("s", text);
        }

        await server.CloseStreamAsync("s");
        var (offset, read, chunks, isClosed) = ("-1", new StringBuilder(), 0, false);
        while (!isClosed)
        {
            using var response = await server.StreamAsync(HttpMethod.Get, $"s?offset={offset}");
            read.Append(await response.Content.ReadAsStringAsync());
            (offset, chunks, isClosed) = (response.NextOffset(), chunks + 1, response.Value("Stream-Closed") == "true");
            (response.Value("Stream-Up-To-Date") == "true").Should().Be(isClosed, "only the last chunk has all data");
        }

        read.ToString().Should().Be(expected.ToString());
        chunks.Should().BeInRange(5, 6);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("image/svg+xml")]
    public async Task A_stream_that_a_browser_opens_as_a_page_runs_no_script(string contentType)
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateStreamAsync("s", contentType);
        await server.AppendToStreamAsync("s", "<script>alert(1)</script>", contentType);

        using var response = await server.StreamAsync(HttpMethod.Get, "s?offset=-1");

        response.Value("Content-Security-Policy").Should().Be("sandbox; default-src 'none'");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json")]
    public async Task A_response_has_several_pages_of_the_log_in_order(string contentType)
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateStreamAsync("s", contentType);
        var isJson = contentType == "application/json";
        var values = Enumerable.Range(0, 20).Select(i => new string((char)('a' + i), 50_000)).ToList();
        foreach (var value in values)
            await server.AppendToStreamAsync("s", isJson ? $"\"{value}\"" : value, contentType);

        using var response = await server.StreamAsync(HttpMethod.Get, "s?offset=-1");
        var text = await response.Content.ReadAsStringAsync().OrTimeout();

        text.Should().Be(isJson ? $"[{string.Join(',', values.Select(value => $"\"{value}\""))}]" : string.Concat(values));
        response.Value("Stream-Up-To-Date").Should().Be("true");
        (await server.ReadStreamAsync($"s?offset={response.NextOffset()}")).Should().Be(isJson ? "[]" : string.Empty);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_response_whose_data_is_deleted_meanwhile_is_cut_off_and_not_short(bool isCreatedAgain)
    {
        await using var server = await TestServer.StartAsync();
        await FillAsync(server, appends: 15);

        // The client does not read the body yet, and the buffers of the sockets are smaller than the stream.
        using var client = SmallWindow.CreateClient(server);
        using var response = await client.GetAsync("/v1/stream/s?offset=-1", HttpCompletionOption.ResponseHeadersRead).OrTimeout();
        if (isCreatedAgain)
        {
            (await server.StreamAsync(HttpMethod.Delete, "s")).EnsureSuccessStatusCode();
            await FillAsync(server, appends: 15);
        }
        else
        {
            var state = await server.Client.GetJsonAsync("/topics/s");
            using var trimmed = await server.Client.DeleteAsync($"/topics/s/messages?before={state.GetProperty("newest").GetString()}")
                .OrTimeout();
            trimmed.EnsureSuccessStatusCode();
        }

        var read = async () => await response.Content.ReadAsByteArrayAsync().OrTimeout();

        await read.Should().ThrowAsync<HttpRequestException>();
    }

    [Fact]
    public async Task A_response_has_a_limited_number_of_messages()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateStreamAsync("s", "application/json");
        for (var i = 0; i < 25; i++)
            await server.AppendToStreamAsync("s", $"[{string.Join(',', Enumerable.Range(i * 1_000, 1_000))}]", "application/json");

        using var first = await server.StreamAsync(HttpMethod.Get, "s?offset=-1");
        using var second = await server.StreamAsync(HttpMethod.Get, $"s?offset={first.NextOffset()}");
        var numbers = new List<int>();
        foreach (var response in (HttpResponseMessage[])[first, second])
            numbers.AddRange((await response.Content.ReadFromJsonAsync<int[]>().OrTimeout())!);

        numbers.Should().Equal(Enumerable.Range(0, 25_000));
        (first.Value("Stream-Up-To-Date"), second.Value("Stream-Up-To-Date")).Should().Be((null, "true"));
    }

    [Theory]
    [InlineData("offset=", "offset is not valid")]
    [InlineData("offset=12", "offset is not valid")]
    [InlineData("offset=-1&offset=now", "several offsets")]
    [InlineData("live=sse", "needs an offset")]
    [InlineData("live=long-poll", "needs an offset")]
    [InlineData("offset=-1&live=websocket", "'live' is not known")]
    public async Task A_query_that_is_not_valid_is_refused_with_the_reason(string query, string sentence)
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateStreamAsync("s");
        using var response = await server.StreamAsync(HttpMethod.Get, $"s?{query}");
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain(sentence);
    }

    [Fact]
    public async Task An_offset_of_an_earlier_stream_of_the_same_name_is_gone()
    {
        await using var server = await TestServer.StartAsync();
        var offset = await server.CreateStreamAsync("s", body: "first");
        (await server.StreamAsync(HttpMethod.Delete, "s")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        await server.CreateStreamAsync("s", body: "second");
        await server.AppendToStreamAsync("s", "third");
        foreach (var live in (string[])["", "&live=long-poll", "&live=sse"])
        {
            using var response = await server.StreamAsync(HttpMethod.Get, $"s?offset={offset}{live}");
            (await response.ProblemAsync(HttpStatusCode.Gone)).Should().Contain("offset=-1");
        }
    }

    [Fact]
    public async Task An_offset_whose_data_retention_has_deleted_is_gone()
    {
        await using var server = await TestServer.StartAsync();
        var offset = await server.CreateStreamAsync("s", body: "one");
        await server.AppendToStreamAsync("s", "two");
        await server.AppendToStreamAsync("s", "three");
        var state = await server.Client.GetJsonAsync("/topics/s");
        using var trimmed = await server.Client.DeleteAsync(
            $"/topics/s/messages?before={state.GetProperty("epoch").GetString()}-3").OrTimeout();
        trimmed.EnsureSuccessStatusCode();
        using var response = await server.StreamAsync(HttpMethod.Get, $"s?offset={offset}");
        (await response.ProblemAsync(HttpStatusCode.Gone)).Should().Contain("retention");
        (await server.ReadStreamAsync("s")).Should().Be("three");
    }

    [Fact]
    public async Task A_client_that_has_a_chunk_already_is_told_so_until_the_stream_is_closed()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateStreamAsync("s", body: "one");
        using var first = await server.StreamAsync(HttpMethod.Get, "s?offset=-1");
        var tag = first.Headers.ETag!.ToString();
        first.Headers.CacheControl!.ToString().Should().Contain("max-age=60").And.Contain("public");
        using var same = await server.StreamAsync(HttpMethod.Get, "s?offset=-1", headers: ("If-None-Match", $"\"x\", {tag}"));
        same.StatusCode.Should().Be(HttpStatusCode.NotModified);
        await server.CloseStreamAsync("s");
        using var closed = await server.StreamAsync(HttpMethod.Get, "s?offset=-1", headers: ("If-None-Match", tag));
        closed.StatusCode.Should().Be(HttpStatusCode.OK);
        closed.Value("Stream-Closed").Should().Be("true");
    }

    [Fact]
    public async Task Responses_without_data_are_not_cached()
    {
        await using var server = await TestServer.StartAsync(("DurableStreams:LongPollTimeout", "100ms"));
        var end = await server.CreateStreamAsync("s");
        foreach (var query in (string[])["offset=now", $"offset={end}", $"offset={end}&live=long-poll"])
        {
            using var response = await server.StreamAsync(HttpMethod.Get, $"s?{query}");
            response.Headers.CacheControl!.NoStore.Should().BeTrue(query);
        }
    }

    [Fact]
    public async Task HEAD_describes_a_stream_without_its_data()
    {
        await using var server = await TestServer.StartAsync();
        var expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1);
        var end = await server.CreateStreamAsync(
            "s", "text/plain; charset=utf-8", "data", ("Stream-Expires-At", expires.ToString("O", CultureInfo.InvariantCulture)));
        using var response = await server.StreamAsync(HttpMethod.Head, "s");
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.NextOffset().Should().Be(end);
        response.Content.Headers.ContentType!.ToString().Should().Be("text/plain; charset=utf-8");
        DateTimeOffset.Parse(response.Value("Stream-Expires-At")!, CultureInfo.InvariantCulture).UtcDateTime
            .Should().BeCloseTo(expires, TimeSpan.FromMilliseconds(1));
        response.Value("Stream-Closed").Should().BeNull();
        using var absent = await server.StreamAsync(HttpMethod.Head, "other");
        absent.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Every_response_tells_browsers_not_to_guess_the_type()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateStreamAsync("s");
        foreach (var (method, stream) in ((HttpMethod, string)[])[
            (HttpMethod.Get, "s"), (HttpMethod.Head, "s"), (HttpMethod.Get, "absent"), (HttpMethod.Get, "s?offset=x"),
            (HttpMethod.Options, "s")])
        {
            using var response = await server.StreamAsync(method, stream);
            response.Value("X-Content-Type-Options").Should().Be("nosniff", $"{method} {stream}");
            response.Value("Cross-Origin-Resource-Policy").Should().Be("cross-origin", $"{method} {stream}");
        }
    }

    private static async Task FillAsync(TestServer server, int appends)
    {
        await server.CreateStreamAsync("s", "application/octet-stream");
        for (var i = 0; i < appends; i++)
        {
            using var appended = await server.StreamAsync(HttpMethod.Post, "s", new byte[1_000_000], "application/octet-stream");
            appended.EnsureSuccessStatusCode();
        }
    }

    [Fact]
    public async Task A_deletion_while_data_is_sent_aborts_the_response_and_is_no_warning()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateStreamAsync("s");
        // The data is larger than the buffers of both ends of the socket, so that the server waits for the client.
        for (var i = 0; i < 200; i++)
            await server.AppendToStreamAsync("s", new string('x', 60_000));
        using var client = SmallWindow.CreateClient(server);
        using var response = await client.GetAsync("/v1/stream/s?offset=-1", HttpCompletionOption.ResponseHeadersRead).OrTimeout();

        (await server.StreamAsync(HttpMethod.Delete, "s")).StatusCode.Should().Be(HttpStatusCode.NoContent);

        await FluentActions.Awaiting(() => response.Content.ReadAsStringAsync().OrTimeout()).Should().ThrowAsync<HttpRequestException>();
        var entry = server.Logs.Entries.Should().ContainSingle(each => each.Text.Contains("all data of topic")).Subject;
        (entry.Level, entry.Exception).Should().Be((LogLevel.Information, null));
    }
}
