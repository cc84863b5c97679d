using System.Text.RegularExpressions;
using Streaming.Tests.Support;

namespace Streaming.Tests.Observability;

/// <summary>One row of the table in docs/metrics.md.</summary>
/// <param name="Name">The name in OpenTelemetry.</param>
/// <param name="Prometheus">The name in Prometheus.</param>
/// <param name="Unit">The unit in OpenTelemetry; null if the metric has none.</param>
/// <param name="Kind">The kind of the metric, such as counter.</param>
/// <param name="Labels">The names of the labels.</param>
internal sealed partial record DocumentedMetric(string Name, string Prometheus, string? Unit, string Kind, string[] Labels)
{
    public static IReadOnlyList<DocumentedMetric> ReadAll() =>
        [.. Row().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "metrics.md"))).Select(Of)];

    private static DocumentedMetric Of(Match row) => new(
        row.Groups["name"].Value, row.Groups["prometheus"].Value,
        row.Groups["unit"].Value.Trim() is "–" ? null : row.Groups["unit"].Value,
        row.Groups["kind"].Value.Trim(),
        [.. Code().Matches(row.Groups["labels"].Value).Select(match => match.Groups["label"].Value)]);

    [GeneratedRegex(
        @"^\| `(?<prometheus>streaming_\w+)` \| `(?<name>streaming\.[\w.]+)` \| `?(?<unit>[^`|]+?)`? \| (?<kind>[^|]+) \| " +
            @"(?<labels>[^|]*) \|",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Row();

    [GeneratedRegex("`(?<label>[a-z]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Code();
}
