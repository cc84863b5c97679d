namespace Streaming.Server.Delivery;

/// <summary>Writes to the stream of an upgraded connection.</summary>
internal sealed class StreamOutlet(Stream output, Action abort) : Outlet
{
    public override bool TryWrite(ReadOnlyMemory<byte> bytes, Reader reader)
    {
        ValueTask write;
        try
        {
            write = output.WriteAsync(bytes);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            reader.End();
            return true;
        }

        if (write.IsCompletedSuccessfully)
            return true;
        reader.Writing = WaitAsync(write, reader);
        return false;
    }

    public override void Abort() => abort();

    private static async Task WaitAsync(ValueTask write, Reader reader)
    {
        try
        {
            await write;
            reader.Written(ended: false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or InvalidOperationException)
        {
            reader.Written(ended: true);
        }
    }
}
