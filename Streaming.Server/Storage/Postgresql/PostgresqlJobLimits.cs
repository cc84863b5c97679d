using Npgsql;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Holds the pauses of the job queue, and the running and recently started jobs of job types, in memory while a batch of changes of the job
/// queue is processed. Writes the changes to the database.
/// </summary>
internal sealed class PostgresqlJobLimits
{
    private const string SavePauses = """
        INSERT INTO streaming.job_pauses (type, lowest) SELECT u.type, u.lowest FROM unnest($1, $2) u(type, lowest) ORDER BY 1
        ON CONFLICT (type) DO UPDATE SET lowest = excluded.lowest
        """;

    private const string DeletePauses = "DELETE FROM streaming.job_pauses WHERE type = ANY ($1)";

    // This transaction has locked these job types before it read the starts, so no other node can have changed them.
    private const string SaveStarts = """
        INSERT INTO streaming.job_starts (type, starts) SELECT u.type, u.starts FROM unnest($1, $2) u(type, starts) ORDER BY 1
        ON CONFLICT (type) DO UPDATE SET starts = excluded.starts
        """;

    private readonly Dictionary<string, JobPause> _pauses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JobPause?> _changedPauses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JobTypeUse> _uses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RecentStarts> _changedStarts = new(StringComparer.Ordinal);

    public bool HasChanges => _changedPauses.Count > 0 || _changedStarts.Count > 0;

    /// <summary>Adds a pause that was read from the database.</summary>
    public void Add(JobPause pause) => _pauses[pause.Type] = pause;

    /// <summary>Adds the running and recently started jobs of a job type, which were read from the database.</summary>
    public void Add(string type, int running, byte[] starts) =>
        _uses[type] = new JobTypeUse(running, RecentStarts.Read(JobJson.Read<long[]>(starts)));

    public JobPauses Pauses() => _pauses.Count == 0 ? JobPauses.None : new JobPauses(_pauses.Values);

    public void Save(JobPause pause) => _changedPauses[pause.Type] = _pauses[pause.Type] = pause;

    public void DeletePause(string type)
    {
        _pauses.Remove(type);
        _changedPauses[type] = null;
    }

    public JobTypeUse? UseOf(string type) => _uses.GetValueOrDefault(type);

    public void Save(string type, RecentStarts starts) => _changedStarts[type] = starts;

    /// <summary>Adds to a batch of SQL statements those that write the changes. The added statements return no results.</summary>
    public void AddTo(NpgsqlBatch commands)
    {
        var saved = _changedPauses.Values.OfType<JobPause>().ToList();
        if (saved.Count > 0)
            commands.Add(SavePauses).Texts(saved.Select(pause => pause.Type)).Smallints(saved.Select(pause => pause.Lowest));
        var deleted = _changedPauses.Where(pair => pair.Value is null).Select(pair => pair.Key).ToList();
        if (deleted.Count > 0)
            commands.Add(DeletePauses).Texts(deleted);
        if (_changedStarts.Count > 0)
            commands.Add(SaveStarts).Texts(_changedStarts.Keys)
                .Byteas(_changedStarts.Values.Select(starts => JobJson.Write(starts.Write())));
    }
}
