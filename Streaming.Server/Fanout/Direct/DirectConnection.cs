using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Fanout.Direct;

/// <summary>
/// A connection whose output this server writes to the socket itself, without a queue and a second thread in between. A plain HTTP/1.1 exchange can
/// end and leave the connection to a stream, which then holds nothing of HTTP any more.
/// </summary>
internal sealed partial class DirectConnection
{
    private const int MsgDontWait = 0x40;
    private const int MsgNoSignal = 0x4000;
    private const int PartBytes = 4 * 1024;

    private readonly ConnectionContext _connection;
    private readonly Socket _socket;
    private readonly SafeSocketHandle _handle;
    private readonly PipeReader _input;
    private Func<DirectConnection, Task>? _stream;

    public DirectConnection(ConnectionContext connection, Socket socket, WriteWatch watch)
    {
        (_connection, _socket, _handle, _input) = (connection, socket, socket.SafeHandle, connection.Transport.Input);
        Transport = new DirectTransport(this, watch);
    }

    /// <summary>What the layers above see as the transport.</summary>
    public DirectTransport Transport { get; }

    /// <summary>What comes in.</summary>
    public PipeReader Input => _input;

    /// <summary>Cancelled when the far side is gone.</summary>
    public CancellationToken Closed => _connection.ConnectionClosed;

    /// <summary>The connection under an HTTP exchange, if nothing stands between the two that must see the bytes.</summary>
    public static DirectConnection? Under(HttpContext http)
    {
        var features = http.Features;
        // TLS, or any other connection middleware that changes bytes, has put a transport of its own over this one.
        return features.Get<IConnectionTransportFeature>()?.Transport is DirectTransport transport
            && HttpProtocol.IsHttp11(http.Request.Protocol)
            && ReferenceEquals(features.Get<IHttpResponseBodyFeature>(), features.Get<IHttpResponseFeature>())
                ? transport.Connection
                : null;
    }

    /// <summary>
    /// Ends HTTP on the connection with the exchange that runs on it. To be called when the response's headers are sent: before, they would say 'close'.
    /// </summary>
    public static void EndHttpAfter(HttpContext http) => http.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>().RequestClose();

    /// <summary>Leaves the connection to a stream when the HTTP exchange that runs on it has ended.</summary>
    public void LeaveTo(Func<DirectConnection, Task> stream) => _stream = stream;

    /// <summary>Runs the stream that the connection was left to, if it was.</summary>
    public Task RunStreamAsync() => Interlocked.Exchange(ref _stream, null)?.Invoke(this) ?? Task.CompletedTask;

    /// <summary>Sends what there is room for, without waiting.</summary>
    /// <returns>How many bytes; 0 also if the connection is broken, which <see cref="SendSomeAsync"/> then says.</returns>
    public int TrySend(ReadOnlySpan<byte> bytes)
    {
        try
        {
            // The marshaller holds the handle for the length of the call, so that it cannot be closed and given to another connection meanwhile.
            var sent = Send(_handle, in MemoryMarshal.GetReference(bytes), bytes.Length, MsgDontWait | MsgNoSignal);
            return sent > 0 ? (int)sent : 0;
        }
        catch (ObjectDisposedException)
        {
            return 0;
        }
    }

    /// <summary>Sends as much as there is room for, as soon as there is some. The socket's own method ends only when all is sent, so that a slow client could not be told from one that takes nothing.</summary>
    public ValueTask<int> SendSomeAsync(ReadOnlyMemory<byte> bytes)
    {
        var sent = TrySend(bytes.Span);
        return sent > 0 ? ValueTask.FromResult(sent) : _socket.SendAsync(bytes[..Math.Min(bytes.Length, PartBytes)], SocketFlags.None);
    }

    /// <summary>Reads what <see cref="TrySend"/> will need.</summary>
    public long Prefetch() => _handle.IsClosed ? 1 : 0;

    /// <summary>Ends the connection at once.</summary>
    public void Abort() => _connection.Abort();

    [LibraryImport("libc", EntryPoint = "send")]
    private static partial nint Send(SafeSocketHandle socket, in byte bytes, nint length, int flags);
}
