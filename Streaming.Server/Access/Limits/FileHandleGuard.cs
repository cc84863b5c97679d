using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Streaming.Server.Access.Limits;

/// <summary>
/// Closes a new connection if the process has too few free file handles left. A new handle has the lowest free number, so its number shows
/// how many handles are in use. The next connection is accepted only after the close, since connections that wait to be closed use handles
/// too.
/// </summary>
internal sealed class FileHandleGuard(IConnectionListenerFactory inner, RefusalMetrics metrics, long? handles) : IConnectionListenerFactory,
    IConnectionListenerFactorySelector
{
    // The pause after a closed connection: at most a thousand connections a second are closed, since clients that connect again immediately
    // would otherwise keep the processors busy.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(1);

    private readonly RefusalMetrics _metrics = metrics;

    /// <summary>
    /// The lowest handle number at which a new connection is closed; the largest number if the limit of handles is unknown.
    /// </summary>
    private readonly long _firstReserved = handles is { } all ? all - FileHandleLimit.Reserve(all) : long.MaxValue;

    /// <summary>
    /// Replaces the registered connection listener by one that closes connections when file handles run out. Call this method once.
    /// </summary>
    public static void Decorate(IServiceCollection services)
    {
        if (services.LastOrDefault(
            service => service.ServiceType == typeof(IConnectionListenerFactory)) is not { ImplementationType: { } type } transport)
            return;
        services.Remove(transport);
        services.AddSingleton<IConnectionListenerFactory>(provider =>
            new FileHandleGuard((IConnectionListenerFactory)ActivatorUtilities.CreateInstance(provider, type),
                provider.GetRequiredService<RefusalMetrics>(), FileHandleLimit.Handles));
    }

    public bool CanBind(EndPoint endpoint) => inner is not IConnectionListenerFactorySelector selector || selector.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(this, await inner.BindAsync(endpoint, cancellationToken));

    private bool HasRoom(ConnectionContext connection) =>
        connection.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket || socket.Handle < _firstReserved;

    private sealed class Listener(FileHandleGuard guard, IConnectionListener inner) : IConnectionListener
    {
        public EndPoint EndPoint => inner.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (await inner.AcceptAsync(cancellationToken) is { } connection)
            {
                if (guard.HasRoom(connection))
                    return connection;
                guard._metrics.Refused("LimitReached", "Access:Limits:Connections");
                connection.Abort(new ConnectionAbortedException("The process has no handle left for a connection."));
                await connection.DisposeAsync();
                // Uses real time instead of the injected clock, since the pause relieves the processors. Meanwhile clients wait in the
                // backlog of the listening socket.
                await Task.Delay(s_pause, TimeProvider.System, cancellationToken);
            }

            return null;
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => inner.UnbindAsync(cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
