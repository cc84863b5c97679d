namespace Streaming.Tests.Support;

/// <summary>The clock of a machine that is ahead of the clocks of others.</summary>
internal sealed class ShiftedTime(TimeSpan shift) : TimeProvider
{
    /// <summary>How far the clock is ahead. Another value sets the clock.</summary>
    public TimeSpan Shift { get; set; } = shift;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
}
