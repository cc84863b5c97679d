using System.IO.Pipelines;

namespace Streaming.Server.Fanout.Writers;

/// <summary>Writes to a connection through Kestrel (the HTTP server), for any protocol and with any middleware.</summary>
internal sealed class PipeConnectionWriter(PipeWriter output, Action abort) : ConnectionWriter
{
    private bool _waits;

    public override bool TryWrite(ReadOnlyMemory<byte> bytes, IWriteOwner owner)
    {
        var writing = WriteAsync(bytes, owner);
        // Whether the write has to wait for the client. The state of the write's task is not used for this, since the task may complete at
        // any moment, whereas this field no longer changes.
        if (!_waits)
            return true;
        owner.Writing = writing;
        return false;
    }

    public override void Abort() => abort();

    // If the connection accepts all bytes immediately, the write ends before this method returns, and the owner of the bytes is not
    // notified of the end.
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
            // The client has disconnected, or the response has ended.
            ended = true;
        }

        if (waits)
            owner.Written(ended);
        else if (ended)
            owner.End();
    }
}
