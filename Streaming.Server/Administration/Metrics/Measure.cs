namespace Streaming.Server.Administration.Metrics;

/// <summary>Collects the measurements of one metric for the next message of the topic <c>system:metrics</c>.</summary>
internal abstract class Measure
{
    /// <summary>Adds one measurement of the metric. Callable from any thread.</summary>
    /// <param name="value">The measured value.</param>
    /// <param name="tags">The tags of the measurement, such as the transport of a connection: a tag is a name with a value.</param>
    public abstract void Add(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags);
}
