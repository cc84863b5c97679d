using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Streaming.Server.Access.Limits;

/// <summary>
/// Closes a connection as it is accepted where it would use a handle of the reserve. A new handle has the lowest number that is free, so that its number tells
/// how many are in use, whatever for. It is done before the next connection is accepted: connections that wait to be closed use handles too.
/// </summary>
internal sealed class FileHandleGuard(IConnectionListenerFactory inner, RefusalMetrics metrics, long? handles) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    // At most a thousand refusals a second: clients that connect again at once would otherwise keep the processors busy.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(1);

    private readonly RefusalMetrics _metrics = metrics;

    /// <summary>The first handle of the reserve; none where the limit is not known.</summary>
    private readonly long _firstReserved = handles is { } all ? all - FileHandleLimit.Reserve(all) : long.MaxValue;

    /// <summary>Guards what listens; called once, on whichever transport is registered.</summary>
    public static void Decorate(IServiceCollection services)
    {
        if (services.LastOrDefault(service => service.ServiceType == typeof(IConnectionListenerFactory)) is not { ImplementationType: { } type } transport)
            return;
        services.Remove(transport);
        services.AddSingleton<IConnectionListenerFactory>(provider =>
            new FileHandleGuard((IConnectionListenerFactory)ActivatorUtilities.CreateInstance(provider, type), provider.GetRequiredService<RefusalMetrics>(), FileHandleLimit.Handles));
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
                // Real time, not the injected clock: the pause relieves the processors. Meanwhile clients wait in the backlog of the listening socket.
                await Task.Delay(s_pause, TimeProvider.System, cancellationToken);
            }

            return null;
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => inner.UnbindAsync(cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
