using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Fanout.Direct;

/// <summary>
/// Represents a connection to whose socket the server writes directly, without a queue and a second thread. After an HTTP/1.1 request
/// without TLS, a stream of messages can take over the connection; the connection then holds no HTTP objects in memory.
/// </summary>
internal sealed partial class DirectConnection
{
    private const int MsgDontWait = 0x40;
    private const int MsgNoSignal = 0x4000;
    private const int PartBytes = 4 * 1024;

    private readonly ConnectionContext _connection;
    private readonly Socket _socket;
    private readonly SafeSocketHandle _handle;
    private PipeReader? _input;
    private DirectStream? _stream;

    public DirectConnection(ConnectionContext connection, Socket socket, WriteWatch watch, PipeReader input)
    {
        (_connection, _socket, _handle, _input) = (connection, socket, socket.SafeHandle, new FairPipeReader(input));
        Transport = new DirectTransport(this, watch);
    }

    /// <summary>
    /// The input and output of the connection that Kestrel (the HTTP server) uses; null when HTTP has ended on the connection.
    /// </summary>
    public DirectTransport? Transport { get; private set; }

    /// <summary>
    /// The reader of the bytes that the client sends on the connection. A stream that does not read them must not use it.
    /// </summary>
    public PipeReader Input => _input!;

    /// <summary>A cancellation token that is cancelled when the connection is closed.</summary>
    public CancellationToken Closed => _connection.ConnectionClosed;

    /// <summary>
    /// Returns the connection of an HTTP request; null if the server cannot write directly to its socket, for example because of TLS.
    /// </summary>
    public static DirectConnection? Of(HttpContext http)
    {
        var features = http.Features;
        // TLS, or another middleware that changes the bytes of the connection, has replaced the transport by another type. The server can
        // then not write to the socket directly.
        return features.Get<IConnectionTransportFeature>()?.Transport is DirectTransport transport
            && HttpProtocol.IsHttp11(http.Request.Protocol)
            && ReferenceEquals(features.Get<IHttpResponseBodyFeature>(), features.Get<IHttpResponseFeature>())
                ? transport.Connection
                : null;
    }

    /// <summary>
    /// Makes Kestrel (the HTTP server) end HTTP on the connection after the current request. Call this method only after the response
    /// headers are sent. Otherwise the headers would contain <c>Connection: close</c>.
    /// </summary>
    public static void EndHttpAfter(HttpContext http) =>
        http.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>().RequestClose();

    /// <summary>Hands the connection over to a stream of messages, which begins when the current HTTP request has ended.</summary>
    public void HandOverTo(Func<DirectConnection, Task> stream, bool readsInput = false) => _stream = new DirectStream(stream, readsInput);

    /// <summary>Returns, once, the stream of messages that takes over the connection; null if there is none.</summary>
    public DirectStream? TakeStream()
    {
        var stream = _stream;
        _stream = null;
        return stream;
    }

    /// <summary>Releases the input and output that Kestrel has used, because HTTP has ended on the connection.</summary>
    /// <param name="readsInput">Whether the stream that takes the connection over reads the bytes that the client sends.</param>
    public void LeaveHttp(bool readsInput)
    {
        Transport = null;
        if (!readsInput)
            _input = null;
    }

    /// <summary>Sends as many of the given bytes as the socket accepts immediately. Never waits.</summary>
    /// <returns>
    /// The number of bytes that were sent; 0 if the socket accepts no bytes now or the connection is broken. If the connection is broken,
    /// <see cref="SendSomeAsync"/> throws an exception.
    /// </returns>
    public int TrySend(ReadOnlySpan<byte> bytes)
    {
        try
        {
            // During the system call, .NET keeps the socket's handle open, so the handle cannot be closed and reused for another
            // connection.
            var sent = Send(_handle, in MemoryMarshal.GetReference(bytes), bytes.Length, MsgDontWait | MsgNoSignal);
            return sent > 0 ? (int)sent : 0;
        }
        catch (ObjectDisposedException)
        {
            return 0;
        }
    }

    /// <summary>
    /// Sends some of the given bytes, and returns the number of sent bytes. Waits if the socket accepts no bytes now. The send method of
    /// .NET is not used, because it completes only when all bytes are sent: a slow client would look like a client that accepts no bytes.
    /// </summary>
    public ValueTask<int> SendSomeAsync(ReadOnlyMemory<byte> bytes)
    {
        var sent = TrySend(bytes.Span);
        return sent > 0 ? ValueTask.FromResult(sent) : _socket.SendAsync(bytes[..Math.Min(bytes.Length, PartBytes)], SocketFlags.None);
    }

    /// <summary>Whether the socket of the connection is closed.</summary>
    public bool IsClosed => _handle.IsClosed;

    /// <summary>
    /// Ends the given owner of bytes when the connection is closed; null for no owner. Unlike <see cref="Closed"/>, this needs no memory.
    /// Returns false if the connection is one of Kestrel's own transport.
    /// </summary>
    public bool TryEndWhenClosed(IWriteOwner? owner)
    {
        if (_connection is not ClientConnection client)
            return false;
        client.EndWhenClosed(owner);
        return true;
    }

    /// <summary>Aborts the connection, without waiting for pending writes.</summary>
    public void Abort() => _connection.Abort();

    [LibraryImport("libc", EntryPoint = "send")]
    private static partial nint Send(SafeSocketHandle socket, in byte bytes, nint length, int flags);
}
