using Microsoft.AspNetCore.Connections;
using Streaming.Server.Access;

namespace Streaming.Server.Delivery;

/// <summary>Kestrel's connection middleware that keeps the number of connections, and no silent one; <see cref="DirectMiddleware"/> does so itself.</summary>
internal static class CountedMiddleware
{
    public static ConnectionDelegate Use(ConnectionDelegate next, ConnectionSeats seats, FirstBytes first) => connection => RunAsync(connection, next, seats, first);

    private static async Task RunAsync(ConnectionContext connection, ConnectionDelegate next, ConnectionSeats seats, FirstBytes first)
    {
        if (!seats.TryTake(connection.RemoteEndPoint))
        {
            connection.Abort();
            return;
        }

        try
        {
            if (await first.HaveComeAsync(connection))
                await next(connection);
            else
                connection.Abort();
        }
        finally
        {
            seats.GiveBack(connection.RemoteEndPoint);
        }
    }
}
