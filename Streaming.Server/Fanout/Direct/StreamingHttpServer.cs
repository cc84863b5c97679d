using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace Streaming.Server.Fanout.Direct;

/// <summary>
/// Wraps the HTTP server, so that its stop also waits for the streams of messages that have taken over their connections. The HTTP server
/// itself does not know these connections any more.
/// </summary>
internal sealed class StreamingHttpServer(IServer inner, StreamConnections streams) : IServer
{
    public IFeatureCollection Features => inner.Features;

    /// <summary>Replaces the registered HTTP server by one that waits for streams. Call this method once.</summary>
    public static void Decorate(IServiceCollection services)
    {
        if (services.LastOrDefault(service => service.ServiceType == typeof(IServer)) is not { } server)
            return;
        services.Remove(server);
        services.AddSingleton<IServer>(provider => new StreamingHttpServer(
            (IServer)(server.ImplementationFactory?.Invoke(provider)
                ?? ActivatorUtilities.CreateInstance(provider, server.ImplementationType!)),
            provider.GetRequiredService<StreamConnections>()));
    }

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull =>
        inner.StartAsync(application, cancellationToken);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(inner.StopAsync(cancellationToken), streams.WaitForEndAsync(cancellationToken));
        // A request that ended during the stop may have become a stream meanwhile.
        await streams.WaitForEndAsync(cancellationToken);
    }

    public void Dispose() => inner.Dispose();
}
