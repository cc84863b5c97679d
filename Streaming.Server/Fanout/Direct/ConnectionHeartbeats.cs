using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Http;

namespace Streaming.Server.Fanout.Direct;

/// <summary>
/// A connection middleware of Kestrel (the HTTP server) that replaces the heartbeat of each connection by a
/// <see cref="ConnectionHeartbeat"/>.
/// </summary>
internal sealed class ConnectionHeartbeats(StreamLifetime lifetime, TimeProvider time, LastResortHandler lastResort)
{
    public ConnectionDelegate Use(ConnectionDelegate next) => connection =>
    {
        if (connection.Features.Get<IConnectionHeartbeatFeature>() is { } inner)
            connection.Features.Set<IConnectionHeartbeatFeature>(new ConnectionHeartbeat(connection, inner, lifetime, time, lastResort));
        return next(connection);
    };
}
