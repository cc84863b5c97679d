namespace Streaming.Server.Storage.Postgresql;

/// <summary>Converts times of the database: microseconds since 1970, UTC.</summary>
internal static class PostgresqlTime
{
    public static long From(DateTime utc) => (utc.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTime To(long microseconds) => DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
