using System.Buffers;
using System.IO.Pipelines;

namespace Streaming.Server.Delivery;

/// <summary>Writes through Kestrel: any protocol, any middleware in between.</summary>
internal sealed class PipeOutlet(PipeWriter output, Action abort) : Outlet
{
    public override bool TryWrite(ReadOnlyMemory<byte> bytes, IWriteOwner owner)
    {
        ValueTask<FlushResult> flush;
        try
        {
            flush = output.WriteAsync(bytes);
            if (flush.IsCompletedSuccessfully)
            {
                if (TakeResult(flush))
                    owner.End();
                return true;
            }
        }
        catch (InvalidOperationException)
        {
            // The response was completed meanwhile.
            owner.End();
            return true;
        }

        owner.Writing = WaitAsync(flush, owner);
        return false;
    }

    public override void Abort() => abort();

    private static async Task WaitAsync(ValueTask<FlushResult> flush, IWriteOwner owner)
    {
        try
        {
            owner.Written(ended: (await flush).IsCompleted);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or InvalidOperationException)
        {
            owner.Written(ended: true);
        }
    }

#pragma warning disable RS0030, VSTHRD002 // It has completed: there is nothing to wait for.
    private static bool TakeResult(ValueTask<FlushResult> flush) => flush.GetAwaiter().GetResult().IsCompleted;
#pragma warning restore RS0030, VSTHRD002
}
