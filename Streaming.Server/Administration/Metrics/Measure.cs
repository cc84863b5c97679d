namespace Streaming.Server.Administration.Metrics;

/// <summary>Collects the measurements of one metric between two messages of the topic <c>system:metrics</c>.</summary>
internal abstract class Measure
{
    /// <summary>Adds one measurement. Callable from any thread.</summary>
    /// <param name="value">The measured value.</param>
    /// <param name="tags">The tags of the measurement, such as the transport of a connection.</param>
    public abstract void Add(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags);
}
