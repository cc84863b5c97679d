using Microsoft.AspNetCore.Connections;
using Streaming.Server.Access.Limits;
using Streaming.Server.Fanout.Writers;
using Streaming.Server.Http;

namespace Streaming.Server.Fanout.Direct;

/// <summary>
/// A connection middleware of Kestrel that limits the number of connections, the time until their first byte, and the time of pending
/// writes. It is used where the server does not write directly to sockets; otherwise <see cref="DirectMiddleware"/> does the same.
/// </summary>
internal static class ConnectionCountMiddleware
{
    public static ConnectionDelegate Use(
        ConnectionDelegate next, ConnectionLimiter connections, IdleConnectionFilter first, WriteWatch watch) =>
        connection => RunAsync(connection, next, connections, first, watch);

    private static async Task RunAsync(
        ConnectionContext connection, ConnectionDelegate next, ConnectionLimiter connections, IdleConnectionFilter first, WriteWatch watch)
    {
        if (!connections.TryAcquire(connection.RemoteEndPoint))
        {
            connection.Abort();
            return;
        }

        try
        {
            if (await first.HaveComeAsync(connection))
                await RunWatchedAsync(connection, next, watch);
            else
                connection.Abort();
        }
        finally
        {
            connections.Release(connection.RemoteEndPoint);
        }
    }

    private static async Task RunWatchedAsync(ConnectionContext connection, ConnectionDelegate next, WriteWatch watch)
    {
        // The code after this line runs on other threads: an endpoint that blocks would otherwise block one of the few I/O threads of the
        // sockets.
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
