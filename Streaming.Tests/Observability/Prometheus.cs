using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Streaming.Tests.Support;

namespace Streaming.Tests.Observability;

/// <summary>The names of metrics in Prometheus, and the files for Prometheus and Grafana in samples/monitoring.</summary>
internal static partial class Prometheus
{
    /// <summary>The folder with the dashboard and the alert rules.</summary>
    public static string Folder => Path.Combine(Repository.Root, "samples", "monitoring");

    /// <summary>The name that OpenTelemetry's exporter gives to an instrument: with its unit, and for counters with _total.</summary>
    public static string NameOf(Instrument instrument)
    {
        var name = instrument.Name.Replace('.', '_') + instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => string.Empty };
        return instrument.GetType().Name.StartsWith("Counter", StringComparison.Ordinal) ? name + "_total" : name;
    }

    /// <summary>The names of this server's metrics in a text, without the suffixes of the time series of histograms.</summary>
    public static IEnumerable<string> OwnNamesIn(string text) => Name().Matches(text).Select(match => match.Groups["name"].Value);

    [GeneratedRegex(@"\b(?<name>streaming_[a-z_]+?)(_bucket|_sum|_count)?\b(?![a-z_])", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Name();
}
