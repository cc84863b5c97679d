using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Fanout.Direct;

/// <summary>
/// Lets Kestrel (the HTTP server) accept TCP connections as <see cref="ClientConnection"/>. Other addresses, such as Unix sockets, keep
/// Kestrel's own transport, and so do all addresses if <see cref="DeliveryOptions.Direct"/> is off.
/// </summary>
internal sealed class SocketListenerFactory(IServiceProvider provider, SocketTransportFactory inner) : IConnectionListenerFactory,
    IConnectionListenerFactorySelector
{
    /// <summary>Replaces the transport of Kestrel. Does nothing if the application has chosen another one.</summary>
    public static void Decorate(IServiceCollection services)
    {
        if (services.LastOrDefault(service => service.ServiceType == typeof(IConnectionListenerFactory)) is not { } transport
            || transport.ImplementationType != typeof(SocketTransportFactory))
            return;
        services.Remove(transport);
        services.AddSingleton<IConnectionListenerFactory, SocketListenerFactory>(provider =>
            new SocketListenerFactory(provider, ActivatorUtilities.CreateInstance<SocketTransportFactory>(provider)));
    }

    public bool CanBind(EndPoint endpoint) => inner.CanBind(endpoint);

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        if (endpoint is not IPEndPoint address || !provider.GetRequiredService<IOptions<DeliveryOptions>>().Value.IsDirect)
            return inner.BindAsync(endpoint, cancellationToken);
        var memory = provider.GetService<IMemoryPoolFactory<byte>>()?.Create(new MemoryPoolOptions { Owner = "kestrel" })
            ?? MemoryPool<byte>.Shared;
        return ValueTask.FromResult<IConnectionListener>(new SocketListener(
            address, provider.GetRequiredService<IOptions<SocketTransportOptions>>().Value, memory,
            provider.GetRequiredService<WriteWatch>(), provider.GetRequiredService<LastResortHandler>()));
    }
}
