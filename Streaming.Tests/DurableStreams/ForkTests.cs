using System.Net;
using Streaming.Tests.Support;

namespace Streaming.Tests.DurableStreams;

public sealed class ForkTests
{
    [Theory]
    [InlineData("Stream-Fork-Offset", "0000000000000000_0000000000000000", "needs Stream-Forked-From")]
    [InlineData("Stream-Fork-Sub-Offset", "0", "needs Stream-Forked-From")]
    [InlineData("Stream-Forked-From", "/elsewhere/s", "not the path of a stream")]
    [InlineData("Stream-Forked-From", "s", "not the path of a stream")]
    public async Task Fork_headers_that_are_not_valid_are_refused_with_the_reason(string name, string value, string sentence)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.StreamAsync(HttpMethod.Put, "fork", contentType: "text/plain", headers: (name, value));
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain(sentence);
    }

    [Fact]
    public async Task A_fork_has_its_sources_data_up_to_the_offset_and_then_its_own()
    {
        await using var server = await TestServer.StartAsync();
        var offset = await server.CreateStreamAsync("source", body: "one ");
        await server.AppendToStreamAsync("source", "two");
        await server.CreateStreamAsync(
            "fork", headers: [("Stream-Forked-From", "/v1/stream/source"), ("Stream-Fork-Offset", offset)]);
        await server.AppendToStreamAsync("fork", "2");
        (await server.ReadStreamAsync("fork")).Should().Be("one 2");
        (await server.ReadStreamAsync($"fork?offset={offset}")).Should().Be("2");
        (await server.ReadStreamAsync("source")).Should().Be("one two");
        await using var events = await EventStream.OpenAsync(server.Client, "/v1/stream/fork?offset=-1&live=sse");
        (await events.NextAsync())!.Data.Should().Be("one 2");
    }

    [Fact]
    public async Task The_data_of_a_deleted_stream_stays_with_its_forks()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateStreamAsync("source", body: "kept");
        await server.CreateStreamAsync("fork", headers: ("Stream-Forked-From", "/v1/stream/source"));
        (await server.StreamAsync(HttpMethod.Delete, "source")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Head, HttpMethod.Delete])
            (await server.StreamAsync(method, "source")).StatusCode.Should().Be(HttpStatusCode.Gone);
        (await server.StreamAsync(HttpMethod.Put, "source", contentType: "text/plain")).StatusCode.Should().Be(HttpStatusCode.Conflict);
        (await server.ReadStreamAsync("fork")).Should().Be("kept");
    }
}
