namespace Streaming.Server.Core.Text;

/// <summary>Times in the precision that stores keep: whole microseconds.</summary>
internal static class MicrosecondClock
{
    /// <summary>The current time in UTC, cut to whole microseconds.</summary>
    public static DateTime UtcNowMicroseconds(this TimeProvider time) => time.GetUtcNow().UtcDateTime.CutToMicroseconds();

    /// <summary>The time without what is below a microsecond.</summary>
    public static DateTime CutToMicroseconds(this DateTime time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));
}
