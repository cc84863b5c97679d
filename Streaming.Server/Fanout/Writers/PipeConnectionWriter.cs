using System.IO.Pipelines;

namespace Streaming.Server.Fanout.Writers;

/// <summary>Writes to a connection through the HTTP server Kestrel, for any protocol and with any middleware.</summary>
internal sealed class PipeConnectionWriter(PipeWriter output, Action abort) : ConnectionWriter
{
    private bool _waits;

    public override bool TryWrite(ReadOnlyMemory<byte> bytes, IWriteOwner owner)
    {
        var writing = WriteAsync(bytes, owner);
        // Checks the field, which no longer changes, and not the state of the task: a pending write can complete at any moment, and then
        // notifies the owner.
        if (!_waits)
            return true;
        owner.Writing = writing;
        return false;
    }

    public override void Abort() => abort();

    // A write that does not have to wait ends before this method returns, and does not notify its owner of its end.
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
            // The client has disconnected, or the response was completed meanwhile.
            ended = true;
        }

        if (waits)
            owner.Written(ended);
        else if (ended)
            owner.End();
    }
}
