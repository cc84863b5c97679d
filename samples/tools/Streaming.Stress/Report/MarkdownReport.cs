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
        WritePromises(text, results);
        WriteScenarios(text, results);
        WriteViolations(text, results);
        return text.ToString();
    }

    private static void WritePromises(StringBuilder text, IReadOnlyList<ScenarioResult> results)
    {
        text.Append("## Promises\n\n| promise | from | checked | held |\n|---|---|--:|--:|\n");
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
