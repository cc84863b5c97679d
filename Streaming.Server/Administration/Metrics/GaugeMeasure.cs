namespace Streaming.Server.Administration.Metrics;

/// <summary>
/// Collects the values of a gauge (a metric with a current value). The values are read before each message with metrics is published.
/// </summary>
internal sealed class GaugeMeasure : Measure
{
    private double _sum;
    private int _count;
    private int _positive;

    /// <summary>The sum of the values that were last read, for example over all job types; null if the gauge has no value.</summary>
    public double? Sum => _count == 0 ? null : _sum;

    /// <summary>The number of values that were last read and are greater than zero.</summary>
    public int Positive => _positive;

    /// <summary>Removes the values that were last read, before the values are read again.</summary>
    public void Clear() => (_sum, _count, _positive) = (0, 0, 0);

    /// <inheritdoc/>
    public override void Add(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        _sum += value;
        _count++;
        if (value > 0)
            _positive++;
    }
}
