using Streaming.Tests.Fanout;
using Streaming.Tests.Sse;
using Streaming.Tests.Support;

namespace Streaming.Tests.Clients;

/// <summary>
/// Tests clients that read with fetch: they reconnect only if the stream ends with an error. An EventSource always reconnects.
/// </summary>
[Trait("Category", "Slow")]
public sealed class FetchTests
{
    [NodeFact(NodePackages.Clients)]
    public async Task A_stream_that_the_network_interrupts_is_an_error_in_Node()
    {
        await using var server = await TestServer.StartAsync();
        await using var relay = new TcpRelay(server.Address);
        await using var reader = NodeReader.Start("sse-fetch", relay.Address, "news");
        (await reader.NextAsync()).Type.Should().Be("open");
        (await reader.NextAsync()).Data.Should().Contain("retry: ");
        relay.Cut();
        (await EndAsync(reader)).Should().Be("error");
    }

    [NodeFact(NodePackages.Clients)]
    public async Task A_stream_that_the_stop_of_the_server_ends_is_an_error_in_Node()
    {
        await using var server = await TestServer.StartAsync();
        await using var reader = NodeReader.Start("sse-fetch", server.Address, "news");
        (await reader.NextAsync()).Type.Should().Be("open");
        (await reader.NextAsync()).Data.Should().Contain("retry: ");
        await server.StopAsync();
        (await EndAsync(reader)).Should().Be("error");
    }

    [NodeFact(NodePackages.Clients)]
    public async Task The_only_blank_line_without_an_event_is_the_one_after_the_first_id()
    {
        await using var server = await TestServer.StartAsync(("Sse:Heartbeat", "10ms"));
        await using var reader = NodeReader.Start("sse-blank-lines", server.Address, "news");
        var first = await reader.NextAsync();
        (first.Type, Positions.OffsetOf(first.Position)).Should().Be(("blank", 0L));
        (await reader.NextAsync()).Type.Should().Be("caught-up");
        // A stream that is opened later has its heartbeats at the same time.
        await using var other = await RawEventStream.OpenAsync(server.Client, "/topics/news/events");
        await other.NextBlockAsync();
        for (var beat = 0; beat < 5; beat++)
            (await other.NextLineAsync()).Should().Be(":");
        await server.Client.PublishAsync("news", "hello");
        (await reader.NextAsync()).Should().Match<Delivered>(seen => seen.Type == "message" && seen.Data == "hello");
    }

    // The last line of the program states how the stream ended.
    private static async Task<string> EndAsync(NodeReader reader)
    {
        string type;
        do
            type = (await reader.NextAsync()).Type;
        while (type == "text");
        return type;
    }
}
