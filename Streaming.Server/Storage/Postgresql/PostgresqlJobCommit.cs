using Npgsql;
using Streaming.Server.Core.Diagnostics;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Commits a batch of changes of the job queue. First reads the rows that the batch needs, and applies the rules of
/// <see cref="JobTransaction"/> to them in memory. Then writes the changes and the events of the jobs (such as started or failed) in one
/// transaction.
/// </summary>
internal sealed class PostgresqlJobCommit(
    JobBatch batch, PostgresqlDatabase database, PostgresqlQueueScan scan)
    : IPostgresqlCommit<JobBatchResult>
{
    private const string Arguments = "SELECT id, arguments, traceparent, tracestate FROM streaming.jobs WHERE id = ANY ($1)";

    private const string Names = "SELECT id, name FROM streaming.topics WHERE id = ANY ($1)";

    private readonly Dictionary<string, (byte[] Arguments, TraceContext? Trace)> _arguments = new(StringComparer.Ordinal);
    private NpgsqlConnection? _open;
    private PostgresqlJobRows? _rows;
    private PostgresqlEventAppend? _events;
    private JobBatchResult? _result;
    private string[] _claimed = [];
    private int _checks;
    private Dictionary<string, (long Newest, long Time)> _newest = [];

    public bool IsNeeded => _rows!.HasChanges;

    public JobBatchResult Unchanged => _result!;

    public async ValueTask PrepareAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // An earlier attempt failed and left its transaction open, so that transaction is rolled back first.
        if (ReferenceEquals(_open, connection))
            await RollbackAsync(connection, cancellationToken);
        await database.Clock.MeasureAsync(connection, cancellationToken);
        _open = connection;
        _rows = await PostgresqlJobReads.ReadAsync(connection, batch, scan, cancellationToken);
        var result = JobTransaction.Run(_rows, batch with { Changes = [.. batch.Changes, .. _rows.Requests] });
        _result = result with
        {
            Outcomes = [.. result.Outcomes.Take(batch.Changes.Count)],
            MayHaveMore = result.MayHaveMore || _rows.MayHaveMore,
        };
        _events = new PostgresqlEventAppend(_rows.Events);
        _arguments.Clear();
        foreach (var added in _rows.Jobs.Where(row => row.IsNew))
            _arguments[added.Job.Id.Value] = (added.Arguments!, added.Trace);
        _claimed = [.. result.Claimed.Select(claimed => claimed.Job.Id.Value).Where(id => !_arguments.ContainsKey(id))];
        if (IsNeeded)
            return;
        scan.MayHaveUnsettled &= !_rows.LinkRows.IsRead;
        await RollbackAsync(connection, cancellationToken);
    }

    public void Build(NpgsqlBatch commands, CommitNumber number)
    {
        _checks = PostgresqlJobWrites.Add(commands, _rows!);
        _rows!.Limits.AddTo(commands);
        if (_claimed.Length > 0)
            commands.Add(Arguments).Texts(_claimed);
        _events!.AddTo(commands, number, database.Generation, batch.Now);
        commands.Add("COMMIT");
    }

    public async ValueTask<JobBatchResult> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        for (var check = 0; check < _checks; check++)
            await reader.NextResultAsync(cancellationToken);
        if (_claimed.Length > 0)
        {
            await ReadArgumentsAsync(reader, cancellationToken);
            await reader.NextResultAsync(cancellationToken);
        }

        await reader.ReadAsync(cancellationToken);
        _newest = reader.IsDBNull(0) ? [] : _events!.NewestOf(reader.GetFieldValue<long[]>(0), reader.GetFieldValue<long[]>(1));
        return Complete();
    }

    public JobBatchResult RecoverResult(CommittedTopics committed) => throw new NotSupportedException();

    public async ValueTask<JobBatchResult> RecoverResultAsync(
        NpgsqlConnection connection, CommittedTopics committed, CancellationToken cancellationToken)
    {
        _newest = [];
        await using (var command = new NpgsqlCommand(Names, connection))
        {
            command.Parameters.Integers(committed.Topics);
            await using var names = await command.ExecuteReaderAsync(cancellationToken);
            while (await names.ReadAsync(cancellationToken))
            {
                var place = Array.IndexOf(committed.Topics, names.GetInt32(0));
                _newest[names.GetString(1)] = (committed.Newest[place], committed.Times[place]);
            }
        }

        if (_claimed.Length > 0)
        {
            await using var command = new NpgsqlCommand(Arguments, connection);
            command.Parameters.Texts(_claimed);
            await using var arguments = await command.ExecuteReaderAsync(cancellationToken);
            await ReadArgumentsAsync(arguments, cancellationToken);
        }

        return Complete();
    }

    public bool IsStale(PostgresException error) => error.SqlState
        is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable;

    public CommitAnnouncement? Announce(CommitNumber number, JobBatchResult result) =>
        new(number, _events!.AnnouncedOf(result.Events));

    private JobBatchResult Complete()
    {
        foreach (var row in _rows!.Jobs.Where(row => row.Job is { State: JobState.Queued, Links.IsBlocked: false }
            && (row.IsNew || row.IsChanged)))
            scan.Add(row.Job);
        scan.MayHaveUnsettled = _result!.HasReleased || (scan.MayHaveUnsettled && !_rows.LinkRows.IsRead);
        return _result! with
        {
            Events = _events!.ResultsOf(_newest, database.EpochOf),
            Claimed = [.. _result.Claimed.Select(WithArguments)],
        };
    }

    private ClaimedJob WithArguments(ClaimedJob claimed)
    {
        var (arguments, trace) = _arguments[claimed.Job.Id.Value];
        return claimed with { Arguments = arguments, Trace = trace };
    }

    private async Task RollbackAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("ROLLBACK", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        _open = null;
    }

    private async Task ReadArgumentsAsync(NpgsqlDataReader rows, CancellationToken cancellationToken)
    {
        while (await rows.ReadAsync(cancellationToken))
            _arguments[rows.GetString(0)] = (rows.GetFieldValue<byte[]>(1), rows.ReadTrace(2));
    }
}
