using Npgsql;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Reads a file of a job from the database as a stream. Each read is a separate query for a part of the file, so that a slow client
/// occupies neither memory nor a connection.
/// </summary>
internal sealed class PostgresqlFileStream(PostgresqlRunner runner, long file, long length) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get; set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Position >= length || buffer.IsEmpty)
            return 0;
        var (chunk, start) = Math.DivRem(Position, PostgresqlJobFiles.ChunkBytes);
        var wanted = (int)Math.Min(buffer.Length, PostgresqlJobFiles.ChunkBytes - start);
        try
        {
            var data = await runner.ReadAsync(
                (connection, _) => ReadAsync(connection, (int)chunk, (int)start, wanted), cancellationToken)
                ?? throw new IOException("The file was deleted while it was being read.");
            data.CopyTo(buffer);
            Position += data.Length;
            return data.Length;
        }
        catch (RefusalException e)
        {
            throw new IOException("The file cannot be read from PostgreSQL.", e);
        }
    }

    private async Task<byte[]?> ReadAsync(NpgsqlConnection connection, int chunk, int start, int wanted)
    {
        await using var command = new NpgsqlCommand(
            "SELECT substring(data FROM $3 FOR $4) FROM streaming.job_file_chunks WHERE file = $1 AND chunk = $2", connection);
        command.Parameters.Bigint(file).Integer(chunk).Integer(start + 1).Integer(wanted);
        return (byte[]?)await command.ReadValueAsync(CancellationToken.None);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => Position,
        _ => length,
    };

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read the file asynchronously.");

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
