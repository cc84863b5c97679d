namespace Streaming.Server.Core.Text;

/// <summary>Times in the precision of the stores: whole microseconds.</summary>
internal static class MicrosecondClock
{
    /// <summary>The current time in UTC, truncated to whole microseconds.</summary>
    public static DateTime UtcNowMicroseconds(this TimeProvider time) => time.GetUtcNow().UtcDateTime.CutToMicroseconds();

    /// <summary>The time truncated to whole microseconds.</summary>
    public static DateTime CutToMicroseconds(this DateTime time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));
}
