using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>Reads the pauses of the job queue from the SQLite file.</summary>
internal static class SqlitePauses
{
    /// <summary>The SQL query that reads the pauses. The method <see cref="Read"/> reads its rows.</summary>
    public const string Select = "SELECT type, lowest FROM job_pauses";

    public static JobPauses Read(SqliteStatement statement)
    {
        // Usually there are no pauses. In this case no list is allocated for a claim (a request for due jobs).
        List<JobPause>? pauses = null;
        using var rows = statement.ReadRows();
        while (statement.Step())
            (pauses ??= []).Add(new JobPause(statement.Text(0), (int)statement.Int64(1)));
        return pauses is null ? JobPauses.None : new JobPauses(pauses);
    }
}
