using Npgsql;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Stores in the database the files that jobs write, so that every node (server process) can send them to clients. A job first writes its
/// file to the local disk. When the file is complete, it is copied to the database in chunks, and the local file is deleted.
/// </summary>
internal sealed class PostgresqlJobFiles(PostgresqlDatabase database, PostgresqlRunner runner, JobFolder folder) : IJobFileStore
{
    /// <summary>The size of each chunk of a file except the last one, in bytes.</summary>
    public const int ChunkBytes = 1 << 20;

    private const int JobIdLength = 26;

    public Stream Create(string file) => folder.Create(file);

    // Copies the file on the thread pool. Without this, the code after an SQL statement would run on an I/O thread of the sockets, which
    // must not wait for the disk.
    public Task<long> FinishAsync(string file, CancellationToken cancellationToken) =>
        ThreadPoolScheduler.Instance.RunAsync(() => MoveAsync(file, cancellationToken));

    public void Discard(string file) => folder.Discard(file);

    public Task<JobFileContent?> OpenAsync(string file, CancellationToken cancellationToken) => runner.ReadAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(
                "SELECT number, bytes, written FROM streaming.job_files WHERE name = $1", connection);
            command.Parameters.Text(Path.GetFileName(file));
            await using var row = await command.ExecuteReaderAsync(token);
            return await row.ReadAsync(token)
                ? new JobFileContent(
                    new PostgresqlFileStream(runner, row.GetInt64(0), row.GetInt64(1)),
                    new DateTimeOffset(PostgresqlTime.To(row.GetInt64(2))))
                : null;
        },
        cancellationToken);

    public async Task<int> DeleteOlderAsync(DateTime utc, CancellationToken cancellationToken)
    {
        await folder.DeleteOlderAsync(utc, cancellationToken);
        return await runner.WriteAsync(
            async (connection, token) =>
            {
                await using var command = new NpgsqlCommand("DELETE FROM streaming.job_files WHERE written < $1", connection);
                command.Parameters.Bigint(PostgresqlTime.From(utc));
                return await command.ExecuteNonQueryAsync(token);
            },
            cancellationToken);
    }

    // The transaction that deletes jobs also deletes their files in the database. So this method only deletes unfinished files in the
    // folder.
    public Task<int> DeleteOfAsync(IReadOnlyCollection<JobId> jobs, CancellationToken cancellationToken) =>
        folder.DeleteOfAsync(jobs, cancellationToken);

    private async Task<long> MoveAsync(string file, CancellationToken cancellationToken)
    {
        var path = folder.UnfinishedPathOf(file);
        try
        {
            await using var input = File.OpenRead(path);
            return await CopyAsync(Path.GetFileName(file), input, cancellationToken);
        }
        catch (Exception e) when (PostgresqlFailure.IsDatabaseError(e) && e is not IOException)
        {
            throw PostgresqlFailure.ForWrite(e);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private async Task<long> CopyAsync(string file, FileStream input, CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        var number = await AddAsync(connection, file, cancellationToken);
        var buffer = new byte[ChunkBytes];
        long bytes = 0;
        for (var chunk = 0; await input.ReadAtLeastAsync(
            buffer, ChunkBytes, throwOnEndOfStream: false, cancellationToken) is > 0 and var read; chunk++)
        {
            await using var command = new NpgsqlCommand(
                "INSERT INTO streaming.job_file_chunks (file, chunk, data) VALUES ($1, $2, $3)", connection);
            command.Parameters.Bigint(number).Integer(chunk).Bytea(read == ChunkBytes ? buffer : buffer[..read]);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
            bytes += read;
        }

        // Runs both statements in one transaction. An earlier attempt of the job may have written a file with the same name. The new file
        // replaces it at once, so that a file exists at every moment.
        await using var naming = new NpgsqlBatch(connection);
        naming.Add("DELETE FROM streaming.job_files WHERE name = $1").Text(file);
        naming.Add($"UPDATE streaming.job_files SET name = $2, bytes = $3, written = {PostgresqlTime.Now} WHERE number = $1")
            .Bigint(number).Text(file).Bigint(bytes);
        await naming.ExecuteNonQueryAsync(CancellationToken.None);
        return bytes;
    }

    private static async Task<long> AddAsync(NpgsqlConnection connection, string file, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"INSERT INTO streaming.job_files (job, written) VALUES ($1, {PostgresqlTime.Now}) RETURNING number", connection);
        command.Parameters.Text(JobId.TryParse(file[..Math.Min(JobIdLength, file.Length)], out var id) ? id.Value : null);
        return (long)(await command.ReadValueAsync(CancellationToken.None))!;
    }
}
