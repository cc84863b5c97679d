using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Streaming.Server.Access.Limits;
using Streaming.Server.Fanout.Writers;
using Streaming.Server.Http;

namespace Streaming.Server.Fanout.Direct;

/// <summary>
/// A connection middleware of Kestrel (the HTTP server) that lets the server write directly to sockets (<see cref="DirectConnection"/>),
/// and limits connections. This middleware must be the first one after the socket, before those of TLS and HTTP.
/// </summary>
internal static class DirectMiddleware
{
    public static ConnectionDelegate Use(
        ConnectionDelegate next, ConnectionLimiter connections, IdleConnectionFilter first, WriteWatch watch, StreamConnections streams) =>
        connection => connection is ClientConnection client ? RunAsync(client, next, connections, first, streams)
            : RunAsync(connection, next, connections, first, watch);

    private static async Task RunAsync(
        ClientConnection connection, ConnectionDelegate next, ConnectionLimiter connections, IdleConnectionFilter first,
        StreamConnections streams)
    {
        // The IP address under which the connection is counted. A later middleware may replace the address of the connection.
        var remote = connection.RemoteEndPoint;
        if (!connections.TryAcquire(remote))
        {
            connection.Abort();
            return;
        }

        var isStream = false;
        try
        {
            if (!await first.WaitForFirstBytesAsync(connection))
            {
                connection.Abort();
                return;
            }

            // Continues on another thread, because the code that serves the connection may block its thread. The current thread is one of
            // the few I/O threads of the sockets, which must not be blocked.
            if (SocketThreads.AreUsed)
                await ConnectionStartThreads.SwitchAsync();
            try
            {
                await next(connection);
            }
            finally
            {
                await connection.Direct.Transport!.DrainAsync();
                connection.RemoteEndPoint = remote;
                isStream = streams.TryBegin(connection);
            }
        }
        finally
        {
            if (!isStream)
                connections.Release(remote);
        }
    }

    private static async Task RunAsync(
        ConnectionContext connection, ConnectionDelegate next, ConnectionLimiter connections, IdleConnectionFilter first, WriteWatch watch)
    {
        // The IP address under which the connection is counted. A later middleware may replace the address of the connection. So the
        // address is stored here, in order to remove the connection from the same count at its end.
        var remote = connection.RemoteEndPoint;
        if (!connections.TryAcquire(remote))
        {
            connection.Abort();
            return;
        }

        if (connection.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket)
        {
            connections.Release(remote);
            await next(connection);
            return;
        }

        if (!await first.WaitForFirstBytesAsync(connection))
        {
            connections.Release(remote);
            connection.Abort();
            return;
        }

        // Continues on another thread, because the code that serves the connection may block its thread. The current thread is one of the
        // few I/O threads of the sockets, which must not be blocked.
        if (SocketThreads.AreUsed)
            await ConnectionStartThreads.SwitchAsync();
        var inner = connection.Transport;
        var direct = new DirectConnection(connection, socket, watch, inner.Input);
        connection.Transport = direct.Transport!;
        try
        {
            await next(connection);
        }
        finally
        {
            // HTTP has ended on this connection. The reference to the connection's HTTP objects is removed, so that they do not stay in
            // memory while a stream of messages uses the connection.
            (connection.Features.Get<IConnectionHeartbeatFeature>() as ConnectionHeartbeat)?.Clear();
            try
            {
                if (direct.TakeStream() is { } stream)
                    await stream.Run(direct);
                await direct.Transport!.DrainAsync();
            }
            finally
            {
                connection.Transport = inner;
                connections.Release(remote);
            }
        }
    }
}
