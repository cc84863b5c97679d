namespace Streaming.Server.Storage.Postgresql;

/// <summary>Keeps the time at which the database last answered this process.</summary>
internal sealed class PostgresqlContact(TimeProvider time)
{
    private long _last = time.GetTimestamp();

    /// <summary>The time since the last answer.</summary>
    public TimeSpan Age => time.GetElapsedTime(Volatile.Read(ref _last));

    /// <summary>Records an answer. Any thread may call it; it costs one read of the clock.</summary>
    public void Answered() => Volatile.Write(ref _last, time.GetTimestamp());
}
