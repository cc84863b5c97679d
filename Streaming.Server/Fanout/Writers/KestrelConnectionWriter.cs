namespace Streaming.Server.Fanout.Writers;

/// <summary>
/// Writes to a connection through Kestrel (the HTTP server). Large buffers are written in parts, so that the owner learns of the progress
/// of a client that reads slowly but regularly.
/// </summary>
internal abstract class KestrelConnectionWriter(Action abort) : ConnectionWriter
{
    private const int PartBytes = 16 * 1024;

    public sealed override bool TryWrite(ReadOnlyMemory<byte> bytes, IWriteOwner owner)
    {
        do
        {
            var write = WriteNextAsync(ref bytes);
            if (write.IsCompletedSuccessfully)
                continue;
            owner.Writing = FinishAsync(write, bytes, owner);
            return false;
        }
        while (!bytes.IsEmpty);

        return true;
    }

    public sealed override void Abort() => abort();

    /// <summary>Writes bytes, and waits until the connection has accepted them.</summary>
    /// <exception cref="IOException">The connection has ended.</exception>
    protected abstract ValueTask WriteAsync(ReadOnlyMemory<byte> bytes);

    private ValueTask WriteNextAsync(ref ReadOnlyMemory<byte> rest)
    {
        var part = rest[..Math.Min(rest.Length, PartBytes)];
        rest = rest[part.Length..];
        return WriteAsync(part);
    }

    private async Task FinishAsync(ValueTask write, ReadOnlyMemory<byte> rest, IWriteOwner owner)
    {
        try
        {
            await write;
            while (!rest.IsEmpty)
            {
                owner.MadeProgress();
                await WriteNextAsync(ref rest);
            }

            owner.Written(ended: false);
        }
        catch (Exception e)
        {
            // Reports the end of the write to the owner of the bytes after any exception. Otherwise the owner would wait for the end
            // forever.
            owner.Written(ended: true);
            if (e is not (OperationCanceledException or IOException or InvalidOperationException))
                throw;
        }
    }
}
