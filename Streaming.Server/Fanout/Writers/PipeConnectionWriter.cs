using System.IO.Pipelines;

namespace Streaming.Server.Fanout.Writers;

/// <summary>Writes through Kestrel: any protocol, any middleware in between.</summary>
internal sealed class PipeConnectionWriter(PipeWriter output, Action abort) : ConnectionWriter
{
    private bool _waits;

    public override bool TryWrite(ReadOnlyMemory<byte> bytes, IWriteOwner owner)
    {
        var writing = WriteAsync(bytes, owner);
        // Known when the call returns, unlike whether the write has ended: one that waits may end at any moment, and tells the owner of it.
        if (!_waits)
            return true;
        owner.Writing = writing;
        return false;
    }

    public override void Abort() => abort();

    // A write that need not wait ends before this returns, and costs no event of its owner's.
    private async Task WriteAsync(ReadOnlyMemory<byte> bytes, IWriteOwner owner)
    {
        _waits = false;
        var waits = false;
        bool ended;
        try
        {
            var flush = output.WriteAsync(bytes);
            _waits = waits = !flush.IsCompleted;
            ended = (await flush).IsCompleted;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or InvalidOperationException)
        {
            // The far side is gone, or the response was completed meanwhile.
            ended = true;
        }

        if (waits)
            owner.Written(ended);
        else if (ended)
            owner.End();
    }
}
