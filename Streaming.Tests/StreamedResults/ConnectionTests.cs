using System.Net;
using Streaming.Tests.Sse;
using Streaming.Tests.Support;

namespace Streaming.Tests.StreamedResults;

/// <summary>Tests what the streams of an application's own sequences share with the server's own streams: connections and limits.</summary>
public sealed class ConnectionTests
{
    private const string Events = "/rows/source?format=events";

    [Fact]
    public async Task Own_streams_and_rows_share_one_connection_over_http_2()
    {
        var source = new Source();
        await using var server = await ResultServer.StartAsync(
            source, ("Kestrel:Endpoints:Web:Url", "http://127.0.0.1:0"), ("Kestrel:Endpoints:Web:Protocols", "Http2"));
        using var client = ExactVersion.ClientOf(server, HttpVersion.Version20);
        await using var events = await EventStream.OpenAsync(client, Events);
        events.Response.Version.Should().Be(HttpVersion.Version20);
        (await client.GetStringAsync(new Uri("/rows/measurements?format=csv", UriKind.Relative)).OrTimeout()).Should().NotBeEmpty();

        source.Write(Source.Row(3));
        (await events.NextAsync())!.Id.Should().Be("20260103");
        await events.DisposeAsync();
        (await source.Ended.OrTimeout()).Should().BeTrue("a client that leaves cancels the sequence, although its connection stays open");
    }

    [Fact]
    public async Task Own_streams_count_towards_the_streams_of_an_address()
    {
        await using var server = await ResultServer.StartAsync(
            new Source(), ("Access:Limits:CountLoopback", "true"), ("Access:Limits:StreamsPerAddress", "1"));
        await using var first = await EventStream.OpenAsync(server.Client, Events);

        using var second = await server.Client.OpenAsync(Events);

        (await second.ProblemAsync(HttpStatusCode.TooManyRequests)).Should().Contain("Access:Limits:StreamsPerAddress");
    }
}
