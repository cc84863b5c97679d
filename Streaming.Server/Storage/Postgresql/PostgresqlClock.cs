using Npgsql;
using Streaming.Server.Core.Nodes;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Measures the difference between the clock of the database and the clock of this machine. So all nodes can use the time of the database
/// (<see cref="StoreClock"/>) for all stored times: those of topics, jobs, webhooks and their leases.
/// </summary>
/// <param name="machine">The clock of this machine.</param>
internal sealed class PostgresqlClock(TimeProvider machine) : IClockOffset
{
    private const int Samples = 3;

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_precision = TimeSpan.FromMilliseconds(1);

    // The largest difference between the time that has passed by the clock of this machine and by its timestamps. If it is larger, the
    // clock was set meanwhile.
    private static readonly TimeSpan s_largestDrift = TimeSpan.FromMilliseconds(50);

    private Measurement? _last;
    private long _offset;

    /// <inheritdoc/>
    public TimeSpan Offset => TimeSpan.FromTicks(Interlocked.Read(ref _offset));

    /// <summary>
    /// Returns whether the given clock is the one of this machine. If it is not, the application or a test has its own clock, which then
    /// counts in place of the clock of the database.
    /// </summary>
    public bool IsOfMachine(TimeProvider time) => ReferenceEquals(time, machine);

    /// <summary>
    /// Measures the difference between the clock of the database and the clock of this machine, if the last measurement is at least 30 s
    /// old, or if the clock of this machine was set since.
    /// </summary>
    public async Task MeasureAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _last) is { } last && IsValid(last))
            return;
        var (best, shortest) = (TimeSpan.Zero, TimeSpan.MaxValue);
        for (var sample = 0; sample < Samples; sample++)
        {
            await using var command = new NpgsqlCommand($"SELECT {PostgresqlTime.Now}", connection);
            var (before, started) = (machine.GetUtcNow().UtcDateTime, machine.GetTimestamp());
            var database = PostgresqlTime.To((long)(await command.ReadValueAsync(CancellationToken.None))!);
            var taken = machine.GetElapsedTime(started);
            if (taken < shortest)
                (best, shortest) = (database - before - (taken / 2), taken);
        }

        // The database has read its clock at an unknown moment between the sending of the query and the arrival of the answer. So the new
        // value is uncertain by half of this time. If the stored difference is within the uncertainty, it is kept.
        if ((best - Offset).Duration() > (shortest / 2) + s_precision)
            Interlocked.Exchange(ref _offset, best.Ticks);
        Volatile.Write(ref _last, new Measurement(machine.GetTimestamp(), machine.GetUtcNow()));
    }

    private bool IsValid(Measurement last)
    {
        var passed = machine.GetElapsedTime(last.Timestamp);
        return passed < s_interval && (machine.GetUtcNow() - last.Time - passed).Duration() < s_largestDrift;
    }

    private sealed record Measurement(long Timestamp, DateTimeOffset Time);
}
