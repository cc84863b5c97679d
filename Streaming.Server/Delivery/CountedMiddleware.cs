using Microsoft.AspNetCore.Connections;
using Streaming.Server.Access;

namespace Streaming.Server.Delivery;

/// <summary>Kestrel's connection middleware that keeps the number of connections; <see cref="DirectMiddleware"/> does so itself.</summary>
internal static class CountedMiddleware
{
    public static ConnectionDelegate Use(ConnectionDelegate next, ConnectionSeats seats) => connection => RunAsync(connection, next, seats);

    private static async Task RunAsync(ConnectionContext connection, ConnectionDelegate next, ConnectionSeats seats)
    {
        if (!seats.TryTake(connection.RemoteEndPoint))
        {
            connection.Abort();
            return;
        }

        try
        {
            await next(connection);
        }
        finally
        {
            seats.GiveBack(connection.RemoteEndPoint);
        }
    }
}
