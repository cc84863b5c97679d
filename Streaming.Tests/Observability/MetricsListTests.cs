using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Server;
using Streaming.Server.Outbound;
using Streaming.Tests.Jobs;
using Streaming.Tests.Support;

namespace Streaming.Tests.Observability;

/// <summary>Tests that docs/metrics.md lists all metrics of a running server, with their names, units, kinds and labels.</summary>
public sealed partial class MetricsListTests
{
    // Metrics that are measured a moment after the test has received its messages and results.
    private static readonly string[] s_late =
        ["streaming_delivery_lag_seconds_count", "streaming_jobs_duration_seconds_count", "streaming_topics_loaded"];

    [Fact]
    public async Task The_document_lists_every_metric_with_its_names_its_unit_and_its_kind()
    {
        await using var server = await TestServer.StartAsync();
        ResolveAll(server);
        using var metrics = new OwnMetrics(server);
        var documented = DocumentedMetric.ReadAll();
        documented.Select(metric => metric.Name).Should().OnlyHaveUniqueItems();
        var found = metrics.Instruments
            .Select(instrument => $"{Prometheus.NameOf(instrument)} {instrument.Name} {instrument.Unit} {KindOf(instrument)}").ToList();
        var expected = documented.Select(metric => $"{metric.Prometheus} {metric.Name} {metric.Unit} {metric.Kind}").ToList();
        found.Except(expected, StringComparer.Ordinal).Should().BeEmpty("docs/metrics.md lists each metric");
        expected.Except(found, StringComparer.Ordinal).Should().BeEmpty("docs/metrics.md lists no other metrics");
        found.Should().OnlyHaveUniqueItems();
        metrics.Instruments.Should().OnlyContain(instrument => instrument.Description!.Length > 0);
    }

    [Fact]
    public async Task Each_measurement_has_the_labels_of_the_document_and_the_metrics_page_has_the_documented_names()
    {
        var probe = new Probe();
        await using var server = await probe.StartAsync();
        ResolveAll(server);
        using var metrics = new OwnMetrics(server);
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/news/events");
        await server.Client.PublishAsync("news", "measured");
        await events.TakeAsync(1);
        await server.Client.EndAsync(await server.Client.EnqueueAsync());
        using var refused = await server.Client.GetAsync("/topics/no%20topic");
        var page = await Eventually.BecomesAsync(
            async () =>
            {
                // The lag is that of new messages. A subscriber that is still reading from the log receives the first message from there.
                await server.Client.PublishAsync("news", "measured");
                return await server.Client.GetStringAsync("/metrics");
            },
            text => s_late.All(name => text.Contains(name, StringComparison.Ordinal)));
        metrics.Observe();

        var documented = DocumentedMetric.ReadAll().ToDictionary(metric => metric.Name, StringComparer.Ordinal);
        metrics.Labels.Should().NotBeEmpty();
        foreach (var (name, labels) in metrics.Labels)
            labels.Should().BeEquivalentTo(documented[name].Labels, $"these are the labels of {name}");
        var names = documented.Values.Select(metric => metric.Prometheus).ToHashSet(StringComparer.Ordinal);
        var shown = TypeLine().Matches(page).Select(match => match.Groups["name"].Value).ToList();
        shown.Should().HaveCountGreaterThan(15).And.BeSubsetOf(names);
    }

    [Fact]
    public async Task The_page_shows_the_version_and_the_sizes_of_the_store()
    {
        await using var server = await TestServer.StartAsync(TestStore.Sqlite);
        await server.Client.PublishAsync("news", "stored");
        var page = await Eventually.BecomesAsync(
            () => server.Client.GetStringAsync("/metrics"),
            text => text.Contains("streaming_store_wal_size_bytes", StringComparison.Ordinal));
        page.Should().MatchRegex("""streaming_build_info\{[^}]*version="[0-9]+\.[0-9]+[^}]*\} 1""")
            .And.MatchRegex("""streaming_store_size_bytes\{[^}]*\} [1-9]""").And.MatchRegex("""streaming_topics_loaded\{[^}]*\} [1-9]""")
            .And.MatchRegex("""streaming_log_queue\{[^}]*\} 0""")
            .And.MatchRegex("""streaming_publish_duration_seconds_bucket\{[^}]*store="log"[^}]*le="0\.0001"[^}]*\}""");
        page.Should().Contain("service_name=\"streaming\"").And.MatchRegex("""target_info\{[^}]*service_version="[0-9]""");
    }

    // Some metrics exist only when their class is first used.
    private static void ResolveAll(TestServer server)
    {
        foreach (var type in typeof(StreamingServer).Assembly.GetTypes()
            .Where(type => type.GetConstructors().SelectMany(made => made.GetParameters())
                .Any(each => each.ParameterType == typeof(IMeterFactory))))
            _ = server.Services.GetService(type);
        server.Get<IOutboundCaller>().Should().NotBeNull();
    }

    private static string KindOf(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Counter" => "counter",
        "Histogram" => "histogram",
        "UpDownCounter" => "up-down counter",
        "ObservableGauge" => "gauge",
        var other => other,
    };

    [GeneratedRegex(@"^# TYPE (?<name>streaming_\S+) ", RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        matchTimeoutMilliseconds: 5_000)]
    private static partial Regex TypeLine();
}
