using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Fanout.Direct;

/// <summary>Accepts the TCP connections of one address (<see cref="ClientConnection"/>).</summary>
internal sealed class SocketListener : IConnectionListener
{
    private readonly Socket _listening;
    private readonly bool _noDelay;

    /// <exception cref="AddressInUseException">Another process listens on the address.</exception>
    public SocketListener(
        IPEndPoint address, SocketTransportOptions options, MemoryPool<byte> memory, WriteWatch watch, LastResortHandler lastResort)
    {
        (MemoryPool, Watch, LastResort, _noDelay) = (memory, watch, lastResort, options.NoDelay);
        var scheduler = options.UnsafePreferInlineScheduling ? PipeScheduler.Inline : PipeScheduler.ThreadPool;
        var most = options.MaxReadBufferSize ?? 0;
        InputOptions = new PipeOptions(memory, scheduler, scheduler, most, most / 2, useSynchronizationContext: false);
        try
        {
            _listening = options.CreateBoundListenSocket(address);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new AddressInUseException(e.Message, e);
        }

        EndPoint = _listening.LocalEndPoint!;
        _listening.Listen(options.Backlog);
    }

    public EndPoint EndPoint { get; }

    /// <summary>The memory for the bytes that clients send.</summary>
    public MemoryPool<byte> MemoryPool { get; }

    /// <summary>The buffers of the bytes that clients send.</summary>
    public PipeOptions InputOptions { get; }

    public WriteWatch Watch { get; }

    public LastResortHandler LastResort { get; }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                return Open(await _listening.AcceptAsync(cancellationToken));
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return null;
            }
            catch (SocketException)
            {
                // The client has disconnected before the connection was accepted.
            }
        }
    }

    private ClientConnection Open(Socket socket)
    {
        try
        {
            socket.NoDelay = _noDelay;
            return new ClientConnection(socket, this);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _listening.Dispose();
        return ValueTask.CompletedTask;
    }

    // The memory pool stays open: streams can outlive the listener.
    public ValueTask DisposeAsync() => UnbindAsync(CancellationToken.None);
}
