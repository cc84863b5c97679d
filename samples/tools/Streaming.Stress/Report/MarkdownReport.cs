using System.Globalization;
using System.Text;
using Streaming.Stress.Options;

namespace Streaming.Stress.Report;

/// <summary>Writes the results of all scenarios in Markdown: what each promise was checked, each scenario, and each failed check.</summary>
internal static class MarkdownReport
{
    /// <summary>Returns the text of the report.</summary>
    public static string Write(StressOptions options, string server, IReadOnlyList<ScenarioResult> results)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Stress report\n\nServer: `{server}`. Seed: {options.Seed}. Machine: ");
        text.Append(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} processors, {Environment.OSVersion}.\n\n");
        WriteFamilies(text, results);
        WritePromises(text, results);
        WriteScenarios(text, results);
        WriteViolations(text, results);
        return text.ToString();
    }

    private static void WriteFamilies(StringBuilder text, IReadOnlyList<ScenarioResult> results)
    {
        text.Append("## Families\n\n| family | scenarios | held | skipped | time | checks | held |\n|---|--:|--:|--:|--:|--:|--:|\n");
        foreach (var family in results.GroupBy(result => result.Family, StringComparer.Ordinal))
            WriteSum(text, family.Key, [.. family]);
        WriteSum(text, "**all**", results);
    }

    private static void WriteSum(StringBuilder text, string name, IReadOnlyList<ScenarioResult> results)
    {
        var skipped = results.Count(result => result.Skipped is not null);
        var counts = results.SelectMany(result => result.Promises.Values).ToList();
        var held = results.Count(result => result.Failures == 0) - skipped;
        text.Append(CultureInfo.InvariantCulture, $"| {name} | {results.Count} | {held} ");
        text.Append(CultureInfo.InvariantCulture, $"| {skipped} | {results.Sum(result => result.Duration.TotalMinutes):0.0} min ");
        text.Append(CultureInfo.InvariantCulture, $"| {counts.Sum(count => count.Checked):N0} | {counts.Sum(count => count.Held):N0} |\n");
    }

    private static void WritePromises(StringBuilder text, IReadOnlyList<ScenarioResult> results)
    {
        text.Append("\n## Promises\n\n| promise | from | checked | held |\n|---|---|--:|--:|\n");
        var promises = results.SelectMany(result => result.Promises).GroupBy(count => count.Key);
        foreach (var promise in promises.OrderBy(promise => promise.Key.Sentence, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {promise.Key.Sentence} | {promise.Key.Source} ");
            text.Append(CultureInfo.InvariantCulture,
                $"| {promise.Sum(count => count.Value.Checked):N0} | {promise.Sum(count => count.Value.Held):N0} |\n");
        }
    }

    private static void WriteScenarios(StringBuilder text, IReadOnlyList<ScenarioResult> results)
    {
        text.Append("\n## Scenarios\n\n| scenario | time | result | numbers |\n|---|--:|---|---|\n");
        foreach (var result in results)
        {
            var outcome = result.Skipped is { } reason ? $"skipped: {reason}"
                : result.Failures == 0 ? "held"
                : FormattableString.Invariant($"**{result.Failures:N0} failed checks**");
            text.Append(CultureInfo.InvariantCulture, $"| {result.Scenario} | {result.Duration.TotalSeconds:0} s | {outcome} ");
            text.Append(CultureInfo.InvariantCulture, $"| {result.NumbersText} |\n");
        }
    }

    private static void WriteViolations(StringBuilder text, IReadOnlyList<ScenarioResult> results)
    {
        if (results.All(result => result.Failures == 0))
            return;
        text.Append("\n## Failed checks\n\n| scenario | seed | promise | topic | offset | expected | seen |\n");
        text.Append("|---|--:|---|---|--:|---|---|\n");
        foreach (var (result, violation) in results.SelectMany(result => result.Violations.Select(violation => (result, violation))))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {result.Scenario} | {result.Seed} | {violation.Promise.Sentence} ");
            text.Append(CultureInfo.InvariantCulture, $"| {violation.Topic} | {violation.Offset} | {OneLine(violation.Expected)} ");
            text.Append(CultureInfo.InvariantCulture, $"| {OneLine(violation.Seen)} |\n");
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);
}
