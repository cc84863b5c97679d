using System.Diagnostics.Metrics;

namespace Streaming.Server.Core.Diagnostics;

/// <summary>
/// Creates the meter (the source of all metrics) of the server. Each area of the server defines its metrics in one class; README.md lists
/// the names of the metrics.
/// </summary>
public static class StreamingMeter
{
    /// <summary>The name of the meter that provides all metrics of the server.</summary>
    public const string Name = "Streaming";

    /// <summary>Creates the meter of one server. All areas of the server share this meter.</summary>
    internal static Meter Of(IMeterFactory meters) => meters.Create(Name);

    /// <summary>Creates a tag of a metric, that is, a name and a value.</summary>
    internal static KeyValuePair<string, object?> Tag(string name, object? value) => KeyValuePair.Create(name, value);
}
