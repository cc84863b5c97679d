using System.Diagnostics.Metrics;

namespace Streaming.Server.Core.Diagnostics;

/// <summary>The server's meter. Each area has a class of its own with its instruments; README lists their names.</summary>
public static class StreamingMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Streaming";

    /// <summary>The meter of one server; every area gets the same one.</summary>
    internal static Meter Of(IMeterFactory meters) => meters.Create(Name);

    /// <summary>A tag of a measurement.</summary>
    internal static KeyValuePair<string, object?> Tag(string name, object? value) => KeyValuePair.Create(name, value);
}
