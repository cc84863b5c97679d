using System.IO.Pipelines;

namespace Streaming.Server.Fanout.Writers;

/// <summary>Writes through Kestrel, for any protocol and with any middleware.</summary>
internal sealed class PipeConnectionWriter(PipeWriter output, Action abort) : ConnectionWriter
{
    private bool _waits;

    public override bool TryWrite(ReadOnlyMemory<byte> bytes, IWriteOwner owner)
    {
        var writing = WriteAsync(bytes, owner);
        // The field no longer changes here. The task's completion may: a pending write can complete at any moment, and then notifies the
        // owner.
        if (!_waits)
            return true;
        owner.Writing = writing;
        return false;
    }

    public override void Abort() => abort();

    // A write that need not wait ends before this method returns, and raises no event of its owner.
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
            // The client disconnected, or the response was completed meanwhile.
            ended = true;
        }

        if (waits)
            owner.Written(ended);
        else if (ended)
            owner.End();
    }
}
