using Streaming.Server.Fanout.Direct;

namespace Streaming.Server.Fanout.Writers;

/// <summary>Writes straight to the socket of a plain HTTP/1.1 connection; what does not fit is finished asynchronously.</summary>
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

    public override long Prefetch() => connection.Prefetch();

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
            // Whatever it was, the owner waits for the end of the write.
            owner.Written(ended: true);
            if (e is not (System.Net.Sockets.SocketException or ObjectDisposedException or OperationCanceledException))
                throw;
        }
    }
}
