namespace Streaming.Server.Storage.Postgresql;

/// <summary>Records when the database last answered a request of this process.</summary>
internal sealed class PostgresqlContact(TimeProvider time)
{
    private long _last = time.GetTimestamp();

    /// <summary>The time since the last answer of the database.</summary>
    public TimeSpan Age => time.GetElapsedTime(Volatile.Read(ref _last));

    /// <summary>
    /// Records that the database has answered now. Any thread may call this method; it takes only as long as a read of the clock.
    /// </summary>
    public void RecordAnswer() => Volatile.Write(ref _last, time.GetTimestamp());
}
