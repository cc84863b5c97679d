using Npgsql;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Measures the difference between the clock of the database and the clock of this machine. So all nodes can use the time of the database
/// for the due times of jobs, and for job leases (the rights of workers to run jobs).
/// </summary>
/// <param name="machine">The clock of this machine.</param>
internal sealed class PostgresqlClock(TimeProvider machine)
{
    private const int Samples = 3;

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_precision = TimeSpan.FromMilliseconds(1);

    private long _measured;
    private long _offset;

    /// <summary>The time of the database minus the time of this machine, according to the last measurement.</summary>
    public TimeSpan Offset => TimeSpan.FromTicks(Interlocked.Read(ref _offset));

    /// <summary>
    /// Measures the difference between the clock of the database and the clock of this machine, if the last measurement is at least 30 s
    /// old.
    /// </summary>
    public async Task MeasureAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (_measured != 0 && machine.GetElapsedTime(_measured) < s_interval)
            return;
        var (best, shortest) = (TimeSpan.Zero, TimeSpan.MaxValue);
        for (var sample = 0; sample < Samples; sample++)
        {
            await using var command = new NpgsqlCommand("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint", connection);
            var (before, started) = (machine.GetUtcNow().UtcDateTime, machine.GetTimestamp());
            var database = PostgresqlTime.To((long)(await command.ExecuteScalarAsync(CancellationToken.None))!);
            var taken = machine.GetElapsedTime(started);
            if (taken < shortest)
                (best, shortest) = (database - before - (taken / 2), taken);
        }

        // The database has read its clock at an unknown moment between the sending of the query and the arrival of the answer. So the new
        // value is uncertain by half of this time. If the stored difference is within the uncertainty, it is kept.
        if ((best - Offset).Duration() > (shortest / 2) + s_precision)
            Interlocked.Exchange(ref _offset, best.Ticks);
        _measured = machine.GetTimestamp();
    }
}
