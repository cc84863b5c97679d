using System.Net;
using Streaming.Tests.Support;

namespace Streaming.Tests.DurableStreams;

public sealed class LongPollTests
{
    [Fact]
    public async Task A_client_at_the_end_receives_the_next_data_as_soon_as_it_is_appended()
    {
        await using var server = await TestServer.StartAsync();
        var end = await server.CreateStreamAsync("s", body: "old");
        var waiting = server.StreamAsync(HttpMethod.Get, $"s?offset={end}&live=long-poll");
        await SubscribedAsync(server, "s");
        var next = await server.AppendToStreamAsync("s", "new");
        using var response = await waiting.OrTimeout();
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).Should().Be("new");
        (response.NextOffset(), response.Value("Stream-Up-To-Date")).Should().Be((next, "true"));
        response.Value("Stream-Cursor").Should().MatchRegex("^[0-9]+$");
    }

    [Fact]
    public async Task A_client_learns_at_once_that_the_stream_is_closed()
    {
        await using var server = await TestServer.StartAsync(("DurableStreams:LongPollTimeout", "10m"));
        var end = await server.CreateStreamAsync("s", body: "all");
        var waiting = server.StreamAsync(HttpMethod.Get, $"s?offset={end}&live=long-poll");
        await SubscribedAsync(server, "s");
        await server.CloseStreamAsync("s");
        foreach (var request in new[] { waiting, server.StreamAsync(HttpMethod.Get, $"s?offset={end}&live=long-poll") })
        {
            using var response = await request.OrTimeout();
            response.StatusCode.Should().Be(HttpStatusCode.NoContent);
            (response.Value("Stream-Closed"), response.NextOffset()).Should().Be(("true", end));
        }
    }

    [Fact]
    public async Task A_client_of_a_deleted_stream_is_told_that_it_is_not_there()
    {
        await using var server = await TestServer.StartAsync(("DurableStreams:LongPollTimeout", "10m"));
        var waiting = server.StreamAsync(HttpMethod.Get, $"s?offset={await server.CreateStreamAsync("s")}&live=long-poll");
        await SubscribedAsync(server, "s");
        (await server.StreamAsync(HttpMethod.Delete, "s")).Dispose();
        using var response = await waiting.OrTimeout();
        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_waiting_request_counts_as_a_stream()
    {
        await using var server = await TestServer.StartAsync(
            ("Access:Limits:Streams", "1"), ("DurableStreams:LongPollTimeout", "10m"));
        var end = await server.CreateStreamAsync("s");
        var waiting = server.StreamAsync(HttpMethod.Get, $"s?offset={end}&live=long-poll");
        await SubscribedAsync(server, "s");
        using var second = await server.StreamAsync(HttpMethod.Get, $"s?offset={end}&live=long-poll");
        (await second.ProblemAsync(HttpStatusCode.TooManyRequests)).Should().Contain("Access:Limits:Streams");
        await server.CloseStreamAsync("s");
        (await waiting.OrTimeout()).Dispose();
    }

    private static async Task SubscribedAsync(TestServer server, string topic)
    {
        while ((await server.Client.GetJsonAsync($"/topics/{topic}")).GetProperty("subscribers").GetInt32() == 0)
            await Task.Yield();
    }
}
