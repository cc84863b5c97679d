using Microsoft.AspNetCore.Connections;
using Streaming.Server.Access.Limits;
using Streaming.Server.Fanout.Writers;
using Streaming.Server.Http;

namespace Streaming.Server.Fanout.Direct;

/// <summary>
/// A connection middleware of Kestrel (the HTTP server). It limits the number of connections, the time until the first byte of a
/// connection, and the time of writes that wait for the client. This middleware is used only if the server does not write directly to
/// sockets. If the server does, <see cref="DirectMiddleware"/> sets the same limits.
/// </summary>
internal static class ConnectionCountMiddleware
{
    public static ConnectionDelegate Use(
        ConnectionDelegate next, ConnectionLimiter connections, IdleConnectionFilter first, WriteWatch watch) =>
        connection => RunAsync(connection, next, connections, first, watch);

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

        try
        {
            if (await first.WaitForFirstBytesAsync(connection))
                await RunWatchedAsync(connection, next, watch);
            else
                connection.Abort();
        }
        finally
        {
            connections.Release(remote);
        }
    }

    private static async Task RunWatchedAsync(ConnectionContext connection, ConnectionDelegate next, WriteWatch watch)
    {
        // Continues on another thread, because the code that serves the connection may block its thread. The current thread is one of the
        // few I/O threads of the sockets, which must not be blocked.
        if (SocketThreads.AreUsed)
            await ConnectionStartThreads.SwitchAsync();
        var inner = connection.Transport;
        connection.Transport = new WatchedTransport(inner, watch, connection.Abort);
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = inner;
        }
    }
}
