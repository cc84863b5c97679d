namespace Streaming.Server.Storage.Sqlite;

/// <summary>Converts times of the database: microseconds since 1970, UTC.</summary>
internal static class SqliteTime
{
    public static long From(DateTime utc) => (utc.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTime To(long microseconds) => DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
