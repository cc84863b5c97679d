using System.Diagnostics;
using System.Net;
using Streaming.Tests.Jobs;
using Streaming.Tests.Support;
using Streaming.Tests.Webhooks;

namespace Streaming.Tests.Observability;

/// <summary>
/// Tests the activities (spans) of a message on its way from the publisher to subscribers and webhooks. While a tracing system listens, the
/// messages of all servers in the process carry traces, so these tests run alone.
/// </summary>
[Collection(Sequential.Name)]
[Trait("Category", "Slow")]
public sealed class TraceTests
{
    private readonly string _trace = ActivityTraceId.CreateRandom().ToHexString();

    private (string Name, string Value) TraceParent => ("traceparent", $"00-{_trace}-00f067aa0ba902b7-01");

    [Theory]
    [InlineData("sqlite")]
    [InlineData("memory")]
    public async Task A_publish_an_append_and_a_delivery_are_activities_of_one_trace(string provider)
    {
        using var activities = new Activities();
        await using var server = await TestServer.StartAsync(("Storage:Provider", provider), ("Samples:Ticker", "false"));
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/news/events");
        await PublishAsync(server);
        await events.TakeAsync(1);

        var publish = await activities.WaitAsync(activity => activity.OperationName == "publish" && IsOwn(activity));
        publish.Kind.Should().Be(ActivityKind.Producer);
        publish.GetTagItem("messaging.destination.name").Should().Be("news");
        var deliver = await activities.WaitAsync(activity => activity.OperationName == "deliver" && IsOwn(activity));
        deliver.ParentSpanId.Should().Be(publish.SpanId);
        deliver.GetTagItem("streaming.subscribers").Should().Be(1);
        if (provider == "sqlite")
        {
            var append = await activities.WaitAsync(activity => activity.OperationName == "append" && LinksTo(activity, publish));
            append.TraceId.Should().NotBe(publish.TraceId, "a transaction stores the messages of several publishes");
        }

        var message = (await server.Client.GetJsonAsync("/topics/news/messages")).EnumerateArray().Single();
        message.GetProperty("traceparent").GetString().Should().Be($"00-{_trace}-{publish.SpanId.ToHexString()}-01");
    }

    [Fact]
    public async Task A_delivery_to_many_subscribers_is_one_activity()
    {
        using var activities = new Activities();
        await using var server = await TestServer.StartAsync(("Samples:Ticker", "false"));
        var streams = new List<EventStream>();
        try
        {
            while (streams.Count < 20)
                streams.Add(await EventStream.OpenAsync(server.Client, "/topics/news/events"));
            await PublishAsync(server);
            foreach (var stream in streams)
                await stream.TakeAsync(1);
            var deliver = await activities.WaitAsync(activity => activity.OperationName == "deliver" && IsOwn(activity));
            deliver.GetTagItem("streaming.subscribers").Should().Be(20);
            activities.Count(activity => activity.OperationName == "deliver" && IsOwn(activity)).Should().Be(1);
        }
        finally
        {
            foreach (var stream in streams)
                await stream.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_delivery_to_a_webhook_continues_the_trace_and_the_receiver_can_continue_it_too()
    {
        using var activities = new Activities();
        await using var server = await WebhookHttp.StartServerAsync(TestStore.Sqlite);
        await using var receiver = await Receiver.StartAsync();
        await server.Client.HookAsync(receiver.Url, """["news"]""");
        await PublishAsync(server);
        var request = await receiver.NextAsync();

        var webhook = await activities.WaitAsync(activity => activity.OperationName == "webhook" && IsOwn(activity));
        request.Headers["traceparent"].Should().Be($"00-{_trace}-{webhook.SpanId.ToHexString()}-01");
        var call = await activities.WaitAsync(activity => activity.OperationName == "POST" && activity.ParentSpanId == webhook.SpanId);
        call.GetTagItem("http.response.status_code").Should().Be(204);
        call.GetTagItem("server.address").Should().Be("127.0.0.1");
        var job = await activities.WaitAsync(activity => activity.OperationName == "job webhook" && LinksTo(webhook, activity));
        job.TraceId.Should().NotBe(webhook.TraceId);
    }

    [Fact]
    public async Task A_refused_publish_is_an_error_of_its_activity()
    {
        using var activities = new Activities();
        await using var server = await TestServer.StartAsync(("Samples:Ticker", "false"));
        await server.Client.PublishAsync("news", "first");
        using var closed = await server.Client.PutAsync("/v1/stream/ended", new StringContent("last")).OrTimeout();
        using var end = new HttpRequestMessage(HttpMethod.Post, "/v1/stream/ended");
        end.Headers.TryAddWithoutValidation("Stream-Closed", "true");
        using var ended = await server.Client.SendAsync(end).OrTimeout();
        using var refused = await server.Client.PostAsync("/topics/ended/messages", "late", "text/plain", TraceParent);
        refused.IsSuccessStatusCode.Should().BeFalse();
        var publish = await activities.WaitAsync(activity => activity.OperationName == "publish" && IsOwn(activity));
        publish.GetTagItem("messaging.destination.name").Should().Be("ended");
    }

    [Fact]
    public async Task The_exported_activities_have_the_name_and_the_version_of_the_service()
    {
        await using var collector = await TraceReceiver.StartAsync();
        await using var server = await TestServer.StartAsync([.. collector.Settings, ("Samples:Ticker", "false")]);
        await PublishAsync(server);
        await collector.ReceivesAsync(_trace, "publish");
        collector.HasText("service.version").Should().BeTrue();
        collector.HasText("streaming").Should().BeTrue();
    }

    private bool IsOwn(Activity activity) => activity.TraceId.ToHexString() == _trace;

    private static bool LinksTo(Activity activity, Activity other) => activity.Links.Any(link => link.Context.SpanId == other.SpanId);

    private async Task PublishAsync(TestServer server)
    {
        using var response = await server.Client.PostAsync("/topics/news/messages", "hello", "text/plain", TraceParent);
        response.StatusCode.Should().Be(HttpStatusCode.Created);
    }
}
