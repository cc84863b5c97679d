using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Fanout.Direct;

/// <summary>
/// A TCP connection of a client, for Kestrel (the HTTP server). Unlike the connections of Kestrel's own transport, it can outlive HTTP:
/// when a stream of messages takes it over, Kestrel's connection ends and only the socket and what the stream needs stay in memory.
/// </summary>
internal sealed class ClientConnection : ConnectionContext, IConnectionIdFeature, IConnectionTransportFeature, IConnectionItemsFeature,
    IMemoryPoolFeature, IConnectionLifetimeFeature, IConnectionEndPointFeature, IConnectionSocketFeature
{
    private const int SmallestBuffer = 2 * 1024;
    private const int DiscardBuffer = 4 * 1024;

    private readonly SocketListener _listener;
    private readonly Socket _socket;
    private readonly SocketReceive _receive = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly Task _receiving;
    private Pipe? _input;
    private Exception? _closeReason;
    private bool _isStream;
    private IWriteOwner? _endsWhenClosed;
    private ConnectionFeatures? _features;
    private IDictionary<object, object?>? _items;
    private IDuplexPipe? _transport;
    private string? _id;
    private EndPoint? _local;

    public ClientConnection(Socket socket, SocketListener listener)
    {
        (_socket, _listener, RemoteEndPoint) = (socket, listener, socket.RemoteEndPoint);
        _input = new Pipe(listener.InputOptions);
        Direct = new DirectConnection(this, socket, listener.Watch, _input.Reader);
        _transport = Direct.Transport;
        ConnectionClosed = _closed.Token;
        _receiving = ReceiveAllAsync();
    }

    /// <summary>The part of the connection that writes to the socket.</summary>
    public DirectConnection Direct { get; }

    /// <summary>The index of the connection in the list of streams (<see cref="StreamConnections"/>). Only the list uses it.</summary>
    public int StreamIndex { get; set; }

    public override string ConnectionId
    {
        get => _id ??= ConnectionIds.Next();
        set => _id = value;
    }

    public override IFeatureCollection Features => _features ??= new ConnectionFeatures(this);

    public override IDictionary<object, object?> Items
    {
        get => _items ??= new ConnectionItems();
        set => _items = value;
    }

    public override IDuplexPipe Transport
    {
        get => _transport!;
        set => _transport = value;
    }

    // The address is read from the socket only when it is needed, because it is a system call and an object for each connection.
    public override EndPoint? LocalEndPoint
    {
        get => _local ??= ReadLocalAddress();
        set => _local = value;
    }

    public override EndPoint? RemoteEndPoint { get; set; }

    public override CancellationToken ConnectionClosed { get; set; }

    public MemoryPool<byte> MemoryPool => _listener.MemoryPool;

    public Socket Socket => _socket;

    /// <summary>Closes the connection at once and drops bytes that were not yet sent: the client notices an error.</summary>
    public override void Abort(ConnectionAbortedException abortReason) => Close(abortReason);

    /// <summary>
    /// Makes the connection outlive HTTP, because a stream of messages takes it over. The caller closes it with <see cref="CloseAsync"/>.
    /// </summary>
    /// <param name="readsInput">Whether the stream reads what the client sends. If not, these bytes are discarded.</param>
    public void BecomeStream(bool readsInput)
    {
        _isStream = true;
        Direct.LeaveHttp(readsInput);
        if (readsInput)
            return;
        var input = _input;
        _input = null;
        input?.Reader.Complete();
    }

    /// <summary>Ends the given owner of bytes when the connection is closed, also if it is closed already; null for no owner.</summary>
    public void EndWhenClosed(IWriteOwner? owner)
    {
        // The exchange is a memory barrier: either this method sees that the connection is closed, or the closing method sees the owner.
        Interlocked.Exchange(ref _endsWhenClosed, owner);
        if (_closed.IsCancellationRequested)
            owner?.End();
    }

    /// <summary>
    /// Called by Kestrel when HTTP has ended. If a stream has taken over the connection, only the objects of HTTP are released.
    /// </summary>
    public override async ValueTask DisposeAsync()
    {
        if (!_isStream)
            await CloseAsync();
        (_features, _items, _transport, _local, _id) = (null, null, null, null, null);
        await base.DisposeAsync();
    }

    /// <summary>Closes the connection after all bytes that were sent. Does nothing if it is closed already.</summary>
    public async Task CloseAsync()
    {
        Close(reason: null);
        _input?.Reader.Complete();
        await _receiving;
        _receive.Dispose();
    }

    private EndPoint? ReadLocalAddress()
    {
        try
        {
            return _socket.LocalEndPoint;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The connection is closed.
            return null;
        }
    }

    private void Close(ConnectionAbortedException? reason)
    {
        if (Interlocked.CompareExchange(
            ref _closeReason, reason ?? new ConnectionAbortedException("The server has closed the connection."), null) is not null)
            return;
        if (reason is not null)
        {
            // Resets the connection (RST).
            _socket.Close(timeout: 0);
        }
        else
        {
            try
            {
                _socket.Shutdown(SocketShutdown.Both);
            }
            catch (SocketException)
            {
                // The client has closed the connection already.
            }

            _socket.Dispose();
        }

        _input?.Writer.CancelPendingFlush();
    }

    // Receives bytes until the connection is closed by the client or the server. An idle connection holds no buffer: a receive into an
    // empty buffer waits for bytes.
    private async Task ReceiveAllAsync()
    {
        var (result, atOnce) = (SocketError.Success, 0);
        try
        {
            while (result == SocketError.Success)
            {
                var receive = _receive.ReceiveAsync(_socket, Memory<byte>.Empty);
                // A client that sends without a pause must not keep this thread from serving other sockets.
                atOnce = receive.IsCompleted ? atOnce + 1 : 0;
                if (atOnce == FairPipeReader.MostAtOnce)
                {
                    atOnce = 0;
                    await FairTurn.WaitAsync();
                }

                result = await receive;
                if (result == SocketError.Success)
                    result = await (_input is { } input ? ReceiveAsync(input) : DiscardAsync());
            }
        }
        catch (ObjectDisposedException)
        {
            result = SocketError.OperationAborted;
        }

        _input?.Writer.Complete(_closeReason ?? ErrorOf(result));
        // The functions that wait for the end of the connection run on the thread pool, because they may take long and this is one of the
        // few threads that serve the sockets.
        await Task.Yield();
        _listener.LastResort.Run("ending a connection", static closed => closed.Cancel(), _closed);
        Interlocked.Exchange(ref _endsWhenClosed, null)?.End();
    }

    // Receives bytes that have already arrived. Returns SocketError.Disconnecting if the client has closed the connection.
    private async ValueTask<SocketError> ReceiveAsync(Pipe input)
    {
        var result = await _receive.ReceiveAsync(_socket, input.Writer.GetMemory(SmallestBuffer));
        if (result != SocketError.Success || _receive.BytesTransferred == 0)
            return result == SocketError.Success ? SocketError.Disconnecting : result;
        input.Writer.Advance(_receive.BytesTransferred);
        var flush = await input.Writer.FlushAsync(CancellationToken.None);
        var hasEnded = flush.IsCompleted || flush.IsCanceled;
        return hasEnded && ReferenceEquals(_input, input) ? SocketError.Disconnecting : SocketError.Success;
    }

    private async ValueTask<SocketError> DiscardAsync()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(DiscardBuffer);
        try
        {
            var result = await _receive.ReceiveAsync(_socket, buffer);
            return result == SocketError.Success && _receive.BytesTransferred == 0 ? SocketError.Disconnecting : result;
        }
        finally
        {
            // The waiting receive must not keep the buffer in memory.
            _receive.SetBuffer(Memory<byte>.Empty);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static Exception? ErrorOf(SocketError result)
    {
        if (result == SocketError.Disconnecting)
            return null;
        var error = new SocketException((int)result);
        return result is SocketError.ConnectionReset or SocketError.Shutdown ? new ConnectionResetException(error.Message, error) : error;
    }
}
