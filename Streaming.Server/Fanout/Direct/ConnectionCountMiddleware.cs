using Microsoft.AspNetCore.Connections;
using Streaming.Server.Access.Limits;
using Streaming.Server.Fanout.Writers;
using Streaming.Server.Http;

namespace Streaming.Server.Fanout.Direct;

/// <summary>
/// Kestrel's connection middleware that applies the limits of connections: their number, their first bytes and their pending writes.
/// <see cref="DirectMiddleware"/> applies them itself.
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
        // Otherwise endpoints that block would run on these few threads.
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
