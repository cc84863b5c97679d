using System.IO.Pipelines;

namespace Streaming.Server.Fanout.Writers;

/// <summary>Writes to a connection through Kestrel (the HTTP server), for any protocol and with any middleware.</summary>
internal sealed class PipeConnectionWriter(PipeWriter output, Action abort) : ConnectionWriter
{
    private bool _waits;

    public override bool TryWrite(ReadOnlyMemory<byte> bytes, IWriteOwner owner)
    {
        var writing = WriteAsync(bytes, owner);
        // Whether the write waits for the client. The value is stored in a field and not read from the task of the write. The task may
        // complete at any moment, while the field keeps its value.
        if (!_waits)
            return true;
        owner.Writing = writing;
        return false;
    }

    public override void Abort() => abort();

    // If the connection accepts all bytes immediately, the write has ended when this method returns. The owner of the bytes is then not
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
            // The client has disconnected, or the HTTP response has ended, so nothing more can be written.
            ended = true;
        }

        if (waits)
            owner.Written(ended);
        else if (ended)
            owner.End();
    }
}
