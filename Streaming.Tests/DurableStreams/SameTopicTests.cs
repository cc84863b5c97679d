using System.Net;
using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.DurableStreams;

/// <summary>Shows that a stream and a topic are the same, whichever protocol writes and reads.</summary>
public sealed class SameTopicTests
{
    [Fact]
    public async Task A_topic_that_was_begun_by_a_publish_reads_as_a_stream_of_JSON()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PublishAsync("chat:42", "say \"hi\"");
        using var json = await server.Client.PostAsync("/topics/chat:42/messages", "{\"data\":{\"a\":1}}", "application/json");
        json.EnsureSuccessStatusCode();
        (await server.ReadStreamAsync("chat/42")).Should().Be("[\"say \\\"hi\\\"\",{\"a\":1}]");
        await server.AppendToStreamAsync("chat/42", "[2]", "application/json");
        (await server.ReadStreamAsync("chat/42")).Should().Be("[\"say \\\"hi\\\"\",{\"a\":1},2]");
    }

    [Fact]
    public async Task What_is_appended_to_a_stream_arrives_on_an_event_stream_of_the_topic_which_then_ends()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateStreamAsync("chat/42", "application/json");
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/chat:42/events");
        await server.AppendToStreamAsync("chat/42", "{\"token\": \"Hel\"}", "application/json", ("Stream-Closed", "true"));
        (await events.NextAsync())!.Data.Should().Be("{\"token\": \"Hel\"}");
        (await events.NextAsync())!.Type.Should().Be("closed");
        (await events.NextAsync()).Should().BeNull();
    }

    [Fact]
    public async Task What_is_published_to_a_topic_arrives_in_the_stream()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateStreamAsync("chat/42", "application/json");
        await using var events = await EventStream.OpenAsync(server.Client, "/v1/stream/chat/42?offset=-1&live=sse");
        (await events.NextAsync())!.Type.Should().Be("control");
        await server.Client.PublishAsync("chat:42", "hi");
        (await events.NextAsync())!.Data.Should().Be("[\"hi\"]");
    }

    [Fact]
    public async Task A_closed_stream_refuses_a_publish_to_its_topic()
    {
        await using var server = await TestServer.StartAsync();
        await server.CreateStreamAsync("chat/42", "application/json");
        await server.CloseStreamAsync("chat/42");
        using var response = await server.Client.PostAsync("/topics/chat:42/messages", "late", "text/plain");
        (await response.ProblemAsync(HttpStatusCode.Conflict)).Should().Contain("closed");
    }
}
