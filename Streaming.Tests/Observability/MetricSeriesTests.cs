using System.Text.RegularExpressions;
using Streaming.Server.Fanout;
using Streaming.Server.Jobs;
using Streaming.Tests.Support;

namespace Streaming.Tests.Observability;

/// <summary>Tests how many series (combinations of label values) a metric can have.</summary>
public sealed partial class MetricSeriesTests
{
    private const int Values = 300;

    [Fact]
    public async Task A_metric_with_many_job_types_has_a_series_for_each()
    {
        await using var server = await TestServer.StartAsync();
        for (var i = 0; i < Values; i++)
            server.Get<JobMetrics>().Step($"own-type-{i}", "queued");
        OwnSeries().Matches(await server.Client.GetStringAsync("/metrics").OrTimeout()).Should().HaveCount(Values);
    }

    [Fact]
    public async Task Values_beyond_the_limit_of_a_metric_are_counted_together()
    {
        await using var server = await TestServer.StartAsync();
        for (var i = 0; i < Values; i++)
            server.Get<ConnectionMetrics>().Gap($"own-type-{i}");
        var metrics = await server.Client.GetStringAsync("/metrics").OrTimeout();
        var counted = OwnSeries().Count(metrics);
        counted.Should().BeInRange(200, 256);
        metrics.Should().MatchRegex($@"streaming_\S+otel_metric_overflow=""true""\S* {Values - counted}\b");
    }

    [GeneratedRegex(@"\bown-type-\d+""", RegexOptions.None, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex OwnSeries();
}
