namespace Streaming.Server.Core.Text;

/// <summary>Returns times in whole microseconds, the precision in which the times of messages and jobs are stored.</summary>
internal static class MicrosecondClock
{
    /// <summary>Returns the current time in UTC, in whole microseconds.</summary>
    public static DateTime UtcNowMicroseconds(this TimeProvider time) => time.GetUtcNow().UtcDateTime.CutToMicroseconds();

    /// <summary>Returns a time in whole microseconds; the digits after the microseconds are cut off.</summary>
    public static DateTime CutToMicroseconds(this DateTime time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));
}
