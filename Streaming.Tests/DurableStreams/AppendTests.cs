using System.Net;
using Streaming.Tests.Support;

namespace Streaming.Tests.DurableStreams;

public sealed class AppendTests
{
    [Fact]
    public async Task The_bytes_of_a_stream_are_returned_exactly()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateStreamAsync("files/1", "application/octet-stream");
        // A byte order mark, a zero, line ends and bytes that are not valid UTF-8.
        byte[] first = [0xEF, 0xBB, 0xBF, 0, 13, 10], second = [0xFF, 0xC3, 32];
        (await server.StreamAsync(HttpMethod.Post, "files/1", first, "application/octet-stream")).Dispose();
        (await server.StreamAsync(HttpMethod.Post, "files/1", second, "application/octet-stream")).Dispose();
        using var read = await server.StreamAsync(HttpMethod.Get, "files/1");
        (await read.Content.ReadAsByteArrayAsync().OrTimeout()).Should().Equal([.. first, .. second]);
        read.Content.Headers.ContentType!.MediaType.Should().Be("application/octet-stream");
    }

    [Fact]
    public async Task Each_element_of_a_JSON_array_is_a_message()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateStreamAsync("json", "application/json");
        await server.AppendToStreamAsync("json", " [ {\"a\": [1, 2]}, \"x\" ,null, [3] ] ", "application/json");
        (await server.ReadStreamAsync("json")).Should().Be("[{\"a\": [1, 2]},\"x\",null,[3]]");
        var history = await server.Client.GetJsonAsync("/topics/json/messages");
        history.GetArrayLength().Should().Be(4);
        history[0].GetProperty("data").GetProperty("a")[1].GetInt32().Should().Be(2);
    }

    [Theory]
    [InlineData("[1, 2", "not valid at line 1")]
    [InlineData("[1] [2]", "not valid at line 1")]
    [InlineData("{\"a\":1} x", "not valid at line 1")]
    [InlineData("[]", "empty")]
    [InlineData("", "empty")]
    [InlineData("[\"\\ud800\"]", "surrogate")]
    public async Task JSON_that_is_not_valid_or_empty_is_refused_and_appends_nothing(string body, string sentence)
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateStreamAsync("json", "application/json");
        using var response = await server.StreamAsync(HttpMethod.Post, "json", StreamRequests.Utf8(body), "application/json");
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain(sentence);
        (await server.ReadStreamAsync("json")).Should().Be("[]");
    }

    [Fact]
    public async Task An_append_that_is_larger_than_a_message_becomes_several_messages()
    {
        await using var server = await TestServer.StartAsync(
            ("Topics:Policies:0:Match", "*"), ("Topics:Policies:0:MaxMessageBytes", "1000"));
        await server.CreateStreamAsync("s");
        var text = string.Concat(Enumerable.Repeat("aé漢", 500));
        await server.AppendToStreamAsync("s", text);
        (await server.ReadStreamAsync("s")).Should().Be(text);
        var history = await server.Client.GetJsonAsync("/topics/s/messages");
        history.GetArrayLength().Should().Be(4);
        string.Concat(history.EnumerateArray().Select(message => message.GetProperty("data").GetString())).Should().Be(text);
    }

    [Fact]
    public async Task An_append_that_is_too_large_is_refused_with_the_limit()
    {
        await using var server = await TestServer.StartAsync(
            ("Publishing:MaxBatchBytes", "2000"), ("Publishing:MaxBatchMessages", "3"));
        await server.CreateStreamAsync("bytes", "text/plain");
        using var large = await server.StreamAsync(HttpMethod.Post, "bytes", new byte[2_001], "text/plain");
        (await large.ProblemAsync(HttpStatusCode.RequestEntityTooLarge)).Should().Contain("2000 bytes");
        await server.CreateStreamAsync("json", "application/json");
        using var many = await server.StreamAsync(HttpMethod.Post, "json", StreamRequests.Utf8("[1,2,3,4]"), "application/json");
        (await many.ProblemAsync(HttpStatusCode.RequestEntityTooLarge)).Should().Contain("more than 3 elements");
    }

    [Theory]
    [InlineData("p", null, null)]
    [InlineData("p", "0", null)]
    [InlineData("p", "x", "0")]
    [InlineData("p", "0", "-1")]
    [InlineData("", "0", "0")]
    [InlineData("p", "0", "9007199254740992")]
    public async Task Producer_headers_that_are_incomplete_or_not_valid_are_refused(string id, string? epoch, string? seq)
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateStreamAsync("s");
        List<(string, string)> headers = [("Producer-Id", id)];
        if (epoch is not null)
            headers.Add(("Producer-Epoch", epoch));
        if (seq is not null)
            headers.Add(("Producer-Seq", seq));
        using var response = await server.StreamAsync(HttpMethod.Post, "s", [65], "text/plain", [.. headers]);
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain("Producer-");
        (await server.ReadStreamAsync("s")).Should().BeEmpty();
    }

    [Fact]
    public async Task A_producer_learns_what_the_server_expects()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateStreamAsync("s");
        (await Produce(1, 0)).StatusCode.Should().Be(HttpStatusCode.OK);
        var gap = await Produce(1, 2);
        gap.StatusCode.Should().Be(HttpStatusCode.Conflict);
        (gap.Value("Producer-Expected-Seq"), gap.Value("Producer-Received-Seq")).Should().Be(("1", "2"));
        var repeated = await Produce(1, 0);
        repeated.StatusCode.Should().Be(HttpStatusCode.NoContent);
        repeated.Value("Producer-Seq").Should().Be("0");
        var stale = await Produce(0, 0);
        stale.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        stale.Value("Producer-Epoch").Should().Be("1");
        stale.Headers.WwwAuthenticate.Should().BeEmpty("the token is not the reason");
        (await server.ReadStreamAsync("s")).Should().Be("1-0");

        Task<HttpResponseMessage> Produce(int epoch, int seq) => server.StreamAsync(
            HttpMethod.Post, "s", StreamRequests.Utf8($"{epoch}-{seq}"), "text/plain", ("Producer-Id", "p"), ("Producer-Epoch", $"{epoch}"),
            ("Producer-Seq", $"{seq}"));
    }

    [Fact]
    public async Task A_closed_stream_refuses_appends_with_its_end()
    {
        await using var server = await TestServer.StartAsync();
        var end = await server.CreateStreamAsync("s", body: "all");
        await server.CloseStreamAsync("s");
        using var response = await server.StreamAsync(HttpMethod.Post, "s", StreamRequests.Utf8("1"), "application/json");
        (await response.ProblemAsync(HttpStatusCode.Conflict)).Should().Contain("closed");
        response.Value("Stream-Closed").Should().Be("true");
        response.NextOffset().Should().Be(end);
    }
}
