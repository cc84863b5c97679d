namespace Streaming.Server.Storage.Postgresql;

/// <summary>Converts between <see cref="DateTime"/> and the times in the database, which are microseconds since 1970 in UTC.</summary>
internal static class PostgresqlTime
{
    public static long From(DateTime utc) => (utc.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTime To(long microseconds) => DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
