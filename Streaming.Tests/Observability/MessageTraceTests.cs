using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Streaming.Tests.Support;
using Streaming.Tests.Webhooks;

namespace Streaming.Tests.Observability;

/// <summary>Tests that a server without a tracing system passes the trace of a publisher on to the subscribers.</summary>
public sealed class MessageTraceTests
{
    private const string Span = "00f067aa0ba902b7";

    private readonly string _trace = ActivityTraceId.CreateRandom().ToHexString();

    private string TraceParent => $"00-{_trace}-{Span}-01";

    [Theory]
    [InlineData("sqlite")]
    [InlineData("memory")]
    public async Task A_message_carries_the_trace_of_its_publisher_to_members_and_in_its_history(string provider)
    {
        await using var server = await TestServer.StartAsync(("Storage:Provider", provider), ("Samples:Ticker", "false"));
        await using var member = await RoomClient.JoinAsync(server, "a", "format=json");
        await PublishAsync(server, "room:a", TraceParent);
        TraceOf(await MessageAsync(member)).Should().Be(TraceParent);
        var history = await server.Client.GetJsonAsync("/topics/room:a/messages");
        TraceOf(history.EnumerateArray().Single(message => message.GetProperty("type").GetString() == "message")).Should().Be(TraceParent);
        (await server.Client.GetStringAsync("/topics/room:a/messages?format=csv")).Should().NotContain(_trace);
    }

    [Fact]
    public async Task The_trace_is_stored_with_the_message()
    {
        using var folder = new TemporaryFolder();
        await using (var server = await TestServer.StartAsync(configure: null, folder, TestStore.Sqlite))
            await PublishAsync(server, "news", TraceParent);
        await using var again = await TestServer.StartAsync(configure: null, folder, TestStore.Sqlite);
        TraceOf((await again.Client.GetJsonAsync("/topics/news/messages")).EnumerateArray().Single()).Should().Be(TraceParent);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00")]
    [InlineData("not a trace")]
    public async Task A_message_whose_publish_is_not_sampled_stays_as_it_was(string traceParent)
    {
        await using var server = await TestServer.StartAsync();
        await PublishAsync(server, "news", traceParent);
        var message = (await server.Client.GetJsonAsync("/topics/news/messages")).EnumerateArray().Single();
        message.EnumerateObject().Select(property => property.Name).Should()
            .Equal("topic", "epoch", "offset", "position", "time", "type", "sender", "data");
    }

    [Fact]
    public async Task A_webhook_receives_the_trace_of_a_single_publish_as_the_header_of_its_request()
    {
        await using var server = await WebhookHttp.StartServerAsync(TestStore.Sqlite);
        await using var receiver = await Receiver.StartAsync();
        await server.Client.HookAsync(receiver.Url, """["news"]""");
        await PublishAsync(server, "news", TraceParent);
        var traced = await receiver.NextAsync();
        traced.Headers["traceparent"].Should().Be(TraceParent);
        TraceOf(traced.Messages.Single()).Should().Be(TraceParent);
        await server.Client.PublishAsync("news", "untraced");
        (await receiver.NextAsync()).Headers.Should().NotContainKey("traceparent");
    }

    private static async Task PublishAsync(TestServer server, string topic, string traceParent)
    {
        (string, string)[] headers = traceParent.Length == 0 ? [] : [("traceparent", traceParent)];
        using var response = await server.Client.PostAsync($"/topics/{topic}/messages", "hello", "text/plain", headers);
        response.StatusCode.Should().Be(HttpStatusCode.Created);
    }

    private static async Task<JsonElement> MessageAsync(RoomClient member)
    {
        while (true)
        {
            if (await member.ReceiveJsonAsync() is var message && message.GetProperty("type").GetString() == "message")
                return message;
        }
    }

    private static string? TraceOf(JsonElement message) =>
        message.TryGetProperty("traceparent", out var trace) ? trace.GetString() : null;
}
