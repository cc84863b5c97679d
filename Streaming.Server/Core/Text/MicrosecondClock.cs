namespace Streaming.Server.Core.Text;

/// <summary>Returns times in whole microseconds, which is the precision of stored messages and jobs.</summary>
internal static class MicrosecondClock
{
    /// <summary>Returns the current time in UTC, truncated to whole microseconds.</summary>
    public static DateTime UtcNowMicroseconds(this TimeProvider time) => time.GetUtcNow().UtcDateTime.CutToMicroseconds();

    /// <summary>Returns a time truncated to whole microseconds.</summary>
    public static DateTime CutToMicroseconds(this DateTime time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));
}
