using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Fanout.Direct;

/// <summary>
/// A connection whose output the server writes directly to the socket, without a queue and a second thread. A plain HTTP/1.1 exchange can
/// complete and hand the connection over to a stream, which then references no HTTP objects.
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

    /// <summary>The transport that Kestrel's HTTP layer uses.</summary>
    public DirectTransport Transport { get; }

    /// <summary>The connection's input.</summary>
    public PipeReader Input => _input;

    /// <summary>Cancelled when the connection is closed.</summary>
    public CancellationToken Closed => _connection.ConnectionClosed;

    /// <summary>The connection of an HTTP exchange; null if a layer in between changes the bytes.</summary>
    public static DirectConnection? Under(HttpContext http)
    {
        var features = http.Features;
        // TLS, or another connection middleware that changes bytes, replaces the transport.
        return features.Get<IConnectionTransportFeature>()?.Transport is DirectTransport transport
            && HttpProtocol.IsHttp11(http.Request.Protocol)
            && ReferenceEquals(features.Get<IHttpResponseBodyFeature>(), features.Get<IHttpResponseFeature>())
                ? transport.Connection
                : null;
    }

    /// <summary>
    /// Ends HTTP on the connection after the current exchange. Call it when the response's headers are sent: earlier, they would contain
    /// 'Connection: close'.
    /// </summary>
    public static void EndHttpAfter(HttpContext http) =>
        http.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>().RequestClose();

    /// <summary>Hands the connection over to a stream when the current HTTP exchange has ended.</summary>
    public void LeaveTo(Func<DirectConnection, Task> stream) => _stream = stream;

    /// <summary>Runs the stream that the connection was handed over to, if any.</summary>
    public Task RunStreamAsync() => Interlocked.Exchange(ref _stream, null)?.Invoke(this) ?? Task.CompletedTask;

    /// <summary>Sends as many bytes as the socket accepts, without waiting.</summary>
    /// <returns>The number of bytes sent; 0 also if the connection is broken, in which case <see cref="SendSomeAsync"/> throws.</returns>
    public int TrySend(ReadOnlySpan<byte> bytes)
    {
        try
        {
            // The marshaller holds the handle during the call, so that it cannot be closed and reused for another connection.
            var sent = Send(_handle, in MemoryMarshal.GetReference(bytes), bytes.Length, MsgDontWait | MsgNoSignal);
            return sent > 0 ? (int)sent : 0;
        }
        catch (ObjectDisposedException)
        {
            return 0;
        }
    }

    /// <summary>
    /// Sends as many bytes as the socket accepts, waiting until it accepts some. The socket's own method completes only when everything is
    /// sent, so that a slow client would look like one that accepts nothing.
    /// </summary>
    public ValueTask<int> SendSomeAsync(ReadOnlyMemory<byte> bytes)
    {
        var sent = TrySend(bytes.Span);
        return sent > 0 ? ValueTask.FromResult(sent) : _socket.SendAsync(bytes[..Math.Min(bytes.Length, PartBytes)], SocketFlags.None);
    }

    /// <summary>Whether the socket is closed.</summary>
    public bool IsClosed => _handle.IsClosed;

    /// <summary>Aborts the connection.</summary>
    public void Abort() => _connection.Abort();

    [LibraryImport("libc", EntryPoint = "send")]
    private static partial nint Send(SafeSocketHandle socket, in byte bytes, nint length, int flags);
}
