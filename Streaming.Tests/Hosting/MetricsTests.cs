using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Streaming.Server.Core.Diagnostics;
using Streaming.Server.Outbound;
using Streaming.Server.Webhooks.Delivery;
using Streaming.Tests.Support;

namespace Streaming.Tests.Hosting;

public sealed class MetricsTests
{
    [Fact]
    public async Task The_metrics_count_published_and_delivered_messages()
    {
        await using var server = await TestServer.StartAsync();
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/room:lobby/events");
        await using var member = await RoomClient.JoinAsync(server, "lobby");
        await server.Client.PublishAsync("room:lobby", "counted");
        await member.ReceiveTextAsync();
        await events.TakeAsync(2);
        await using var late = await EventStream.OpenAsync(server.Client, "/topics/room:lobby/events", lastEventId: "anotherlife-1");
        (await late.NextAsync())!.Type.Should().Be("gap");

        // A metric may change a moment after the message was received.
        var page = await Eventually.BecomesAsync(
            () => server.Client.GetStringAsync("/metrics"), text =>
                text.Contains("streaming_gaps", StringComparison.Ordinal)
                    && text.Contains("transport=\"websocket\"", StringComparison.Ordinal));
        page.Should().ContainAll(
            "streaming_messages_published", "streaming_log_commits", "streaming_log_commit_messages", "streaming_messages_delivered",
                "streaming_connections", "streaming_gaps",
            "transport=\"sse\"");
    }

    [Fact]
    public async Task Every_histogram_has_suitable_bucket_boundaries()
    {
        await using var server = await TestServer.StartAsync();
        (server.Get<OutboundMetrics>(), server.Get<WebhookMetrics>()).Should().NotBeNull();
        var histograms = new ConcurrentQueue<Instrument>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, _) => histograms.Enqueue(instrument) };
        // The listener sees the instruments of all servers in this process, including those of other tests.
        listener.Start();

        var boundaries = histograms.Where(instrument => instrument.Meter.Name == StreamingMeter.Name).Select(instrument => instrument switch
        {
            Histogram<double> { Advice: var advice } => advice?.HistogramBucketBoundaries?[0],
            Histogram<int> { Advice: var advice } => advice?.HistogramBucketBoundaries?[0],
            _ => 0,
        });
        boundaries.Should().NotContainNulls();
        histograms.Select(instrument => instrument.Name).Should()
            .Contain(["streaming.jobs.wait", "streaming.jobs.duration", "streaming.outbound.duration", "streaming.webhooks.duration"]);
    }

    [Fact]
    public async Task A_server_shows_only_its_own_metrics_if_two_servers_share_a_process()
    {
        await using var busy = await TestServer.StartAsync();
        await using var idle = await TestServer.StartAsync();
        await busy.Client.PublishAsync("room:lobby", "counted here");

        await Eventually.BecomesAsync(
            () => busy.Client.GetStringAsync("/metrics"), text =>
            text.Contains("streaming_messages_published_total{", StringComparison.Ordinal));
        var page = await idle.Client.GetStringAsync("/metrics");

        page.Should().NotContain("streaming_messages_published").And.Contain("dotnet_");
    }
}
