using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace Streaming.Server.Fanout.Direct;

/// <summary>
/// Receives bytes from one socket, one receive at a time, with the same object for each receive. A failed receive returns its error and
/// throws no exception, because ten thousand clients that disconnect at once would cause ten thousand exceptions.
/// </summary>
internal sealed class SocketReceive() : SocketAsyncEventArgs(true), IValueTaskSource<SocketError>
{
    private ManualResetValueTaskSourceCore<SocketError> _result;

    /// <summary>
    /// Receives bytes into a buffer; <see cref="SocketAsyncEventArgs.BytesTransferred"/> is their number. With an empty buffer, waits until
    /// bytes have arrived or the client has closed the connection.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public ValueTask<SocketError> ReceiveAsync(Socket socket, Memory<byte> buffer)
    {
        _result.Reset();
        SetBuffer(buffer);
        return socket.ReceiveAsync(this) ? new ValueTask<SocketError>(this, _result.Version) : new ValueTask<SocketError>(SocketError);
    }

    public SocketError GetResult(short token) => _result.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _result.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _result.OnCompleted(continuation, state, token, flags);

    protected override void OnCompleted(SocketAsyncEventArgs e) => _result.SetResult(SocketError);
}
