using System.Globalization;
using Npgsql;
using Streaming.Server.Core.Configuration;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Storage.Postgresql;
using Streaming.Server.Storage.Sqlite;

namespace Streaming.Server.Storage.Migration;

/// <summary>
/// Copies all data in the SQLite file of a server, and the files that its jobs have written, into a PostgreSQL database. Positions that
/// clients have received stay valid.
/// </summary>
internal sealed class StoreMigration(PostgresqlDatabase database, PostgresqlAddress address, TimeProvider time)
{
    // The number of rows that are copied before the progress is reported again.
    private const int ReportEvery = 1_024;

    /// <summary>Copies all rows and files in one transaction of the PostgreSQL database.</summary>
    /// <param name="plan">What is copied, and whether the existing rows of the database are deleted.</param>
    /// <param name="output">The output to which the progress is printed.</param>
    /// <param name="isTerminal">Whether the output is a terminal.</param>
    /// <param name="cancellationToken">Cancels the migration, which leaves the database unchanged.</param>
    /// <exception cref="StartException">The SQLite file or the database cannot be used, or the file is damaged.</exception>
    public async Task RunAsync(MigrationPlan plan, TextWriter output, bool isTerminal, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var source = SqliteSource.Open(plan.File);
        await database.StartAsync(cancellationToken);
        var settings = address.Read();
        await using var destination = await PostgresqlDestination.OpenAsync(settings, plan.IsReplacing, cancellationToken);
        await output.WriteLineAsync($"Copying '{plan.File}' to the database '{settings.Database}' at {settings.Host}:{settings.Port}.");
        var progress = new MigrationProgress(output, isTerminal, time);
        foreach (var table in MigratedTables.All())
            await CopyAsync(source, destination, table, progress, cancellationToken);
        if (plan.Files is { } folder)
        {
            var files = new FileCopy(folder, destination);
            await files.RunAsync(count => progress.Report("files of jobs", count, files.Count), cancellationToken);
            progress.Complete("files of jobs", files.Count);
            if (files.CountMissing(source) is > 0 and var missing)
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                    $"  {missing:N0} results of jobs are files that do not exist in '{folder}', so they cannot be downloaded. If another " +
                    $"folder has these files, migrate again with --files and --replace."));
        }

        await destination.CommitAsync(source.Seed, time, cancellationToken);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"Done in {time.GetElapsedTime(started).TotalSeconds:F1} s. The file is unchanged. Start the server with " +
            $"Storage:Provider=postgresql."));
    }

    private static async Task CopyAsync(
        SqliteSource source, PostgresqlDestination destination, MigratedTable table, MigrationProgress progress,
        CancellationToken cancellationToken)
    {
        var total = source.Count(table.CountQuery);
        var count = 0L;
        // The migration program serves no requests, so it may block its thread while it reads from SQLite. A dedicated thread is not
        // needed.
        using var rows = new SqliteStatement(source.Connection, table.Query);
        await using var copy = await destination.CopyAsync(table.Table, table.ColumnNames, cancellationToken);
        while (rows.Step())
        {
            await WriteAsync(rows, copy, table.Columns, cancellationToken);
            if (++count % ReportEvery == 0)
                progress.Report(table.Noun, count, total);
        }

        await copy.CompleteAsync(cancellationToken);
        if (count != total)
            throw new StartException(string.Create(CultureInfo.InvariantCulture,
                $"The file (--from) has {count:N0} {table.Noun} where it should have {total:N0}: it is damaged. Restore it from a " +
                $"backup; the database is unchanged."));
        progress.Complete(table.Noun, count);
    }

    private static async Task WriteAsync(
        SqliteStatement row, NpgsqlBinaryImporter copy, IReadOnlyList<ColumnWriter> columns, CancellationToken cancellationToken)
    {
        await copy.StartRowAsync(cancellationToken);
        for (var i = 0; i < columns.Count; i++)
            await (row.IsNull(i) ? copy.WriteNullAsync(cancellationToken) : columns[i](row, i, copy, cancellationToken));
    }
}
