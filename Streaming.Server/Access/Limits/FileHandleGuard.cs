using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Streaming.Server.Access.Limits;

/// <summary>
/// Closes a new connection if the process has too few free file handles (numbers of open files and sockets). The operating system gives
/// each connection the lowest free number, which therefore shows how many handles are in use. The next connection is accepted only after
/// the close, because a connection that waits to be closed still occupies a handle.
/// </summary>
internal sealed class FileHandleGuard(IConnectionListenerFactory inner, RefusalMetrics metrics, long? handles) : IConnectionListenerFactory,
    IConnectionListenerFactorySelector
{
    // The pause after each closed connection, so that at most a thousand connections a second are closed. Clients that reconnect
    // immediately would otherwise keep the processors busy.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(1);

    private readonly RefusalMetrics _metrics = metrics;

    /// <summary>
    /// If the file handle of a new connection has at least this number, the connection is closed. If the process has no known limit of open
    /// files, the value is the largest possible number.
    /// </summary>
    private readonly long _firstReserved = handles is { } all ? all - FileHandleLimit.Reserve(all) : long.MaxValue;

    /// <summary>
    /// Replaces the registered connection listener by one that closes new connections if few file handles are free. Call this method once.
    /// </summary>
    public static void Decorate(IServiceCollection services)
    {
        if (services.LastOrDefault(service => service.ServiceType == typeof(IConnectionListenerFactory)) is not { } transport
            || (transport.ImplementationType ?? (object?)transport.ImplementationFactory) is null)
            return;
        services.Remove(transport);
        services.AddSingleton<IConnectionListenerFactory>(provider =>
            new FileHandleGuard(
                (IConnectionListenerFactory)(transport.ImplementationFactory?.Invoke(provider)
                    ?? ActivatorUtilities.CreateInstance(provider, transport.ImplementationType!)),
                provider.GetRequiredService<RefusalMetrics>(), FileHandleLimit.Handles));
    }

    public bool CanBind(EndPoint endpoint) => inner is not IConnectionListenerFactorySelector selector || selector.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(this, await inner.BindAsync(endpoint, cancellationToken));

    private bool IsBelowReserve(ConnectionContext connection) =>
        connection.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket || socket.Handle < _firstReserved;

    private sealed class Listener(FileHandleGuard guard, IConnectionListener inner) : IConnectionListener
    {
        public EndPoint EndPoint => inner.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (await inner.AcceptAsync(cancellationToken) is { } connection)
            {
                if (guard.IsBelowReserve(connection))
                    return connection;
                guard._metrics.Refused("LimitReached", "Access:Limits:Connections");
                connection.Abort(new ConnectionAbortedException("The process has no handle left for a connection."));
                await connection.DisposeAsync();
                // The pause uses real time and not the injected clock, because it protects the real processors from load. Meanwhile, new
                // clients wait in the queue of the listening socket.
                await Task.Delay(s_pause, TimeProvider.System, cancellationToken);
            }

            return null;
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => inner.UnbindAsync(cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
