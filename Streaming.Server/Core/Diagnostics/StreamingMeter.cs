using System.Diagnostics.Metrics;

namespace Streaming.Server.Core.Diagnostics;

/// <summary>
/// Creates the meter (the source of all metrics) of the server. Each area of the server defines its metrics in one class;
/// docs/metrics.md lists the names of the metrics.
/// </summary>
public static class StreamingMeter
{
    /// <summary>
    /// The name of the OpenTelemetry meter that provides all metrics of the server. The source of the server's traces has the same name.
    /// </summary>
    public const string Name = "Streaming";

    /// <summary>
    /// Creates the meter (the source of all metrics) of one server. A process may contain several servers, for example in tests.
    /// </summary>
    internal static Meter Of(IMeterFactory meters) => meters.Create(Name);

    /// <summary>Creates a tag of a metric: a name and a value by which the measurements are grouped.</summary>
    internal static KeyValuePair<string, object?> Tag(string name, object? value) => KeyValuePair.Create(name, value);
}
