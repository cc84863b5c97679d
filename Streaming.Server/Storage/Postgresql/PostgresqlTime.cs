namespace Streaming.Server.Storage.Postgresql;

/// <summary>Converts between <see cref="DateTime"/> and the times in the database, which are microseconds since 1970 in UTC.</summary>
internal static class PostgresqlTime
{
    /// <summary>The SQL expression for the current time of the database, in microseconds since 1970 (UTC).</summary>
    public const string Now = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

    /// <summary>
    /// Returns the SQL expression for a time in microseconds, but at most the current time of the database, unless the times of requests
    /// count.
    /// </summary>
    public static string Earliest(string time, bool usesRequestTime) => usesRequestTime ? time : $"least({time}, {Now})";

    public static long From(DateTime utc) => (utc.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTime To(long microseconds) => DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
