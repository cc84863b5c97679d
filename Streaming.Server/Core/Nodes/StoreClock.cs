namespace Streaming.Server.Core.Nodes;

/// <summary>
/// Tells the time of the store, for all times that are stored or compared with stored times, such as the expiry of topics and the due times
/// of jobs. So all nodes (server processes) that share a database use the same clock, even if the clock of a machine is wrong. Timestamps
/// and timers are those of this process.
/// </summary>
/// <param name="time">The clock of this process.</param>
/// <param name="offset">The difference between the two clocks; null if the store has no clock of its own.</param>
internal sealed class StoreClock(TimeProvider time, IClockOffset? offset = null) : TimeProvider
{
    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => time.LocalTimeZone;

    /// <inheritdoc/>
    public override long TimestampFrequency => time.TimestampFrequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + (offset?.Offset ?? TimeSpan.Zero);

    /// <inheritdoc/>
    public override long GetTimestamp() => time.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime, period);
}
