using Npgsql;
using NpgsqlTypes;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Storage.Postgresql;
using Streaming.Server.Storage.Sqlite;

namespace Streaming.Server.Storage.Migration;

/// <summary>Copies files from a local folder into the PostgreSQL database. Jobs of the server have written these files.</summary>
/// <param name="folder">The folder with the files. Subfolders and incomplete files (<c>.part</c>) are not copied.</param>
/// <param name="destination">The PostgreSQL database into which the files are copied.</param>
internal sealed class FileCopy(string folder, PostgresqlDestination destination)
{
    private const string Unfinished = ".part";
    private const int JobIdLength = 26;

    // The names of the files that are results of jobs. Such a result has the three properties of a JobFile.
    private const string Results = """
        SELECT json_extract(result, '$.file') FROM jobs WHERE CASE WHEN json_valid(result) THEN json_type(result, '$.file') = 'text'
            AND json_type(result, '$.name') = 'text' AND json_type(result, '$.contentType') = 'text' END
        """;

    private readonly List<FileInfo> _files = Directory.Exists(folder)
        ? [.. new DirectoryInfo(folder).EnumerateFiles().Where(file => file.Extension != Unfinished)
            .OrderBy(file => file.Name, StringComparer.Ordinal)]
        : [];

    /// <summary>The number of files to copy.</summary>
    public int Count => _files.Count;

    /// <summary>Copies all files of the folder into the database.</summary>
    /// <param name="copied">The function that is called with the number of files that are copied so far.</param>
    /// <param name="cancellationToken">Cancels the copy.</param>
    public async Task RunAsync(Action<long> copied, CancellationToken cancellationToken)
    {
        await WriteRowsAsync(cancellationToken);
        await using var chunks = await destination.CopyAsync("job_file_chunks", "file, chunk, data", cancellationToken);
        for (var i = 0; i < _files.Count; i++)
        {
            await WriteChunksAsync(chunks, i + 1, _files[i], cancellationToken);
            copied(i + 1);
        }

        await chunks.CompleteAsync(cancellationToken);
    }

    /// <summary>Returns the number of files that are results of jobs and are not in the folder.</summary>
    public int CountMissing(SqliteSource source)
    {
        var found = _files.Select(file => file.Name).ToHashSet(StringComparer.Ordinal);
        var missing = 0;
        using var rows = new SqliteStatement(source.Connection, Results);
        while (rows.Step())
            missing += found.Contains(Path.GetFileName(rows.Text(0))) ? 0 : 1;
        return missing;
    }

    private async Task WriteRowsAsync(CancellationToken cancellationToken)
    {
        await using var rows = await destination.CopyAsync("job_files", "number, name, job, bytes, written", cancellationToken);
        for (var i = 0; i < _files.Count; i++)
        {
            var name = _files[i].Name;
            await rows.StartRowAsync(cancellationToken);
            await rows.WriteAsync((long)(i + 1), NpgsqlDbType.Bigint, cancellationToken);
            await rows.WriteAsync(name, NpgsqlDbType.Text, cancellationToken);
            await rows.WriteAsync(
                JobId.TryParse(name[..Math.Min(JobIdLength, name.Length)], out var job) ? job.Value : null, NpgsqlDbType.Text,
                cancellationToken);
            await rows.WriteAsync(_files[i].Length, NpgsqlDbType.Bigint, cancellationToken);
            await rows.WriteAsync(PostgresqlTime.From(_files[i].LastWriteTimeUtc), NpgsqlDbType.Bigint, cancellationToken);
        }

        await rows.CompleteAsync(cancellationToken);
    }

    private static async Task WriteChunksAsync(
        NpgsqlBinaryImporter chunks, long number, FileInfo file, CancellationToken cancellationToken)
    {
        await using var input = file.OpenRead();
        var buffer = new byte[PostgresqlJobFiles.ChunkBytes];
        var bytes = 0L;
        for (var chunk = 0; await input.ReadAtLeastAsync(
            buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken) is > 0 and var read; chunk++)
        {
            await chunks.StartRowAsync(cancellationToken);
            await chunks.WriteAsync(number, NpgsqlDbType.Bigint, cancellationToken);
            await chunks.WriteAsync(chunk, NpgsqlDbType.Integer, cancellationToken);
            await chunks.WriteAsync(read == buffer.Length ? buffer : buffer[..read], NpgsqlDbType.Bytea, cancellationToken);
            bytes += read;
        }

        if (bytes != file.Length)
            throw new IOException($"The file '{file.FullName}' changed while it was copied; end the program that writes to it.");
    }
}
