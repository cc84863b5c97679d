namespace Streaming.Stress.Clients;

/// <summary>
/// Creates clients that use a new connection for each request: a kept connection may be one to a server that was killed since.
/// </summary>
internal static class FreshConnections
{
    public static HttpClient CreateClient(TimeSpan timeout) => new(
        new SocketsHttpHandler { MaxConnectionsPerServer = 20_000, PooledConnectionLifetime = TimeSpan.Zero })
    {
        Timeout = timeout,
    };
}
