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
            if (!write.IsCompletedSuccessfully)
            {
                owner.Writing = FinishAsync(write, bytes, owner);
                return false;
            }

            if (!write.Result)
                continue;
            owner.End();
            return true;
        }
        while (!bytes.IsEmpty);

        return true;
    }

    public sealed override void Abort() => abort();

    /// <summary>Writes bytes, and waits until the connection has accepted them.</summary>
    /// <returns>Whether the connection has ended, so that nothing more can be written.</returns>
    protected abstract ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> bytes);

    private ValueTask<bool> WriteNextAsync(ref ReadOnlyMemory<byte> rest)
    {
        var part = rest[..Math.Min(rest.Length, PartBytes)];
        rest = rest[part.Length..];
        return WriteAsync(part);
    }

    private async Task FinishAsync(ValueTask<bool> write, ReadOnlyMemory<byte> rest, IWriteOwner owner)
    {
        try
        {
            var ended = await write;
            while (!ended && !rest.IsEmpty)
            {
                owner.MadeProgress();
                ended = await WriteNextAsync(ref rest);
            }

            owner.Written(ended);
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
