namespace Streaming.Server.Fanout.Writers;

/// <summary>Writes frames to the stream of a connection that was upgraded from HTTP to a WebSocket.</summary>
internal sealed class StreamConnectionWriter(Stream output, Action abort) : ConnectionWriter
{
    public override bool TryWrite(ReadOnlyMemory<byte> bytes, IWriteOwner owner)
    {
        ValueTask write;
        try
        {
            write = output.WriteAsync(bytes);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            owner.End();
            return true;
        }

        if (write.IsCompletedSuccessfully)
            return true;
        owner.Writing = WaitAsync(write, owner);
        return false;
    }

    public override void Abort() => abort();

    private static async Task WaitAsync(ValueTask write, IWriteOwner owner)
    {
        try
        {
            await write;
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
