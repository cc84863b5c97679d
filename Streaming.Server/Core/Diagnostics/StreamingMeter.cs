using System.Diagnostics.Metrics;

namespace Streaming.Server.Core.Diagnostics;

/// <summary>The server's meter. Each area defines its instruments in a class; README.md lists their names.</summary>
public static class StreamingMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Streaming";

    /// <summary>Creates the meter of one server. All areas share it.</summary>
    internal static Meter Of(IMeterFactory meters) => meters.Create(Name);

    /// <summary>Creates a tag of a measurement.</summary>
    internal static KeyValuePair<string, object?> Tag(string name, object? value) => KeyValuePair.Create(name, value);
}
