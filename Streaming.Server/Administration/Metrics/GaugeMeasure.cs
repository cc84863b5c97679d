namespace Streaming.Server.Administration.Metrics;

/// <summary>Collects the values of a gauge, which are read each time before a message is published.</summary>
internal sealed class GaugeMeasure : Measure
{
    private double _sum;
    private int _count;
    private int _positive;

    /// <summary>The sum of the values of the last reading, such as those of all job types; null if the gauge has no value.</summary>
    public double? Sum => _count == 0 ? null : _sum;

    /// <summary>The number of values of the last reading that are greater than zero.</summary>
    public int Positive => _positive;

    /// <summary>Removes the values of the last reading, before the next one.</summary>
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
