using Streaming.Server.Fanout.Direct;

namespace Streaming.Server.Fanout.Writers;

/// <summary>
/// Writes directly to the socket of a plain HTTP/1.1 connection. Bytes that the socket does not accept immediately are written later,
/// without blocking the thread.
/// </summary>
internal sealed class SocketConnectionWriter(DirectConnection connection) : ConnectionWriter
{
    public override bool TryWrite(ReadOnlyMemory<byte> bytes, IWriteOwner owner)
    {
        var sent = connection.TrySend(bytes.Span);
        if (sent == bytes.Length)
            return true;
        owner.Writing = FinishAsync(bytes[sent..], owner);
        return false;
    }

    public override long Prefetch() => connection.IsClosed ? 1 : 0;

    public override bool TryEndWhenClosed(IWriteOwner? owner) => connection.TryEndWhenClosed(owner);

    public override void Abort() => connection.Abort();

    private async Task FinishAsync(ReadOnlyMemory<byte> rest, IWriteOwner owner)
    {
        try
        {
            while (!rest.IsEmpty)
            {
                rest = rest[await connection.SendSomeAsync(rest)..];
                owner.MadeProgress();
            }

            owner.Written(ended: false);
        }
        catch (Exception e)
        {
            // Reports the end of the write to the owner of the bytes after any exception. Otherwise the owner would wait for the end
            // forever.
            owner.Written(ended: true);
            if (e is not (System.Net.Sockets.SocketException or ObjectDisposedException or OperationCanceledException))
                throw;
        }
    }
}
