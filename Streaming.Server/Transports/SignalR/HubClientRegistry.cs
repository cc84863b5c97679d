using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Connections;
using Streaming.Server.Access.Streams;
using Streaming.Server.Access.Tokens;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Http;

namespace Streaming.Server.Transports.SignalR;

/// <summary>Holds the clients that are connected to the SignalR hub of this server process.</summary>
internal sealed class HubClientRegistry : ILimitReport
{
    // The time between the expiry of a client's token and the close of its connection. A close drops what is not sent yet, so the streams
    // need time to send their last item. A newer token cannot extend the connection in this time, so it is short.
    private static readonly TimeSpan s_expiryGrace = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, HubClient> _clients = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, HubClient> _byToken = new(StringComparer.Ordinal);
    private readonly TokenLifetimeTracker _tracker;
    private readonly AccessControl _access;
    private readonly StreamHubOptions _options;
    private readonly StreamLifetime _lifetime;
    private readonly TimeProvider _time;
    private readonly ConnectionRegistry _connections;
    private readonly CapacityLimiter _slots;

    public HubClientRegistry(
        TokenLifetimeTracker tracker, AccessControl access, StreamLifetime lifetime, IOptions<StreamHubOptions> options, TimeProvider time,
        ConnectionRegistry connections)
    {
        (_tracker, _access, _lifetime, _options, _time, _connections) = (tracker, access, lifetime, options.Value, time, connections);
        _slots = new CapacityLimiter(_options.MaxConnections);
        // Closes the connections if this node (server process) cannot reach its store and sends its clients to other nodes. When the server
        // stops, SignalR itself closes them.
        lifetime.OnLeaving(within => _ = CloseAllAsync(within));
    }

    /// <summary>
    /// Keeps the caller of a request that opens a connection among the items of the request. With long polling, SignalR copies the request
    /// for the connection: the items, but not the features. Does nothing for a WebSocket, whose connection has its own request.
    /// </summary>
    public static void KeepCaller(HttpContext http)
    {
        if (http.Features.Get<IHttpWebSocketFeature>() is not { IsWebSocketRequest: true })
            http.Items[typeof(Caller)] = CallerResolver.Of(http);
    }

    /// <summary>
    /// Returns the name of the client that sent a request. The name comes from the client's token, or without a token from the query
    /// parameter <c>name</c>.
    /// </summary>
    /// <exception cref="RefusalException">The name in the query is not valid, or is not the name of the token.</exception>
    public string GetName(HttpContext http) => SenderPolicy.GetName(_access, CallerOf(http), http.Request.Query["name"]);

    /// <summary>Throws a refusal if the maximum number of hub connections (<c>Hubs:MaxConnections</c>) is reached.</summary>
    /// <exception cref="RefusalException">The maximum number of hub connections is reached.</exception>
    public void RefuseWhenFull()
    {
        if (_slots.Held >= _slots.Limit)
            throw Full();
    }

    /// <inheritdoc/>
    public IEnumerable<LimitUse> ReadLimits() =>
        [new("SignalR connections", "Hubs:MaxConnections", _slots.Held, _slots.Limit)];

    /// <summary>
    /// Adds a client that has connected to the hub. If other clients have meanwhile taken the last slots of <c>Hubs:MaxConnections</c>,
    /// closes the connection.
    /// </summary>
    public void Add(HubCallerContext context)
    {
        var http = context.GetHttpContext()!;
        var name = GetName(http);
        var streams = new HubStreams(_access, _options.MaxStreams);
        var lease = _tracker.Open(CallerOf(http), streams.MayContinue);
        if (!_slots.TryAcquire())
        {
            lease.Dispose();
            CloseOf(context)();
            return;
        }

        var client = new HubClient(context.ConnectionId, TokenOf(http), name, lease, streams) { Close = CloseOf(context) };
        _clients[context.ConnectionId] = client;
        _connections.Add(client, http.Connection.RemoteIpAddress);
        if (client.Token is { } token)
            _byToken[token] = client;
        // Without a token, nothing is registered.
        if (lease.Expired.CanBeCanceled)
            CloseWhenExpired(client, lease, context.ConnectionAborted);
    }

    /// <summary>Removes a client that has disconnected from the hub.</summary>
    public void Remove(HubCallerContext context)
    {
        if (!_clients.TryRemove(context.ConnectionId, out var client))
            return;
        _slots.Release();
        if (client.Token is { } token)
            _byToken.TryRemove(token, out _);
        client.Dispose();
    }

    /// <summary>
    /// Finds the connected client to which a request belongs. The client reconnects after its WebSocket broke, or sends each message in a
    /// separate request. Returns null if the request comes from a new client.
    /// </summary>
    public HubClient? FindExisting(HttpContext http) => TokenOf(http) is { } token ? _byToken.GetValueOrDefault(token) : null;

    /// <summary>Returns the client that has called a hub method.</summary>
    /// <exception cref="RefusalException">The client's token has expired.</exception>
    public HubClient ClientOf(HubCallerContext context)
    {
        // A connection that is being closed, because the last slots were taken, may still have sent a message.
        if (!_clients.TryGetValue(context.ConnectionId, out var client))
            throw Full();
        client.ThrowIfTokenExpired();
        return client;
    }

    // Closes the connection without the method Abort, because Abort would tell the client not to reconnect.
    private static Action CloseOf(HubCallerContext context) =>
        context.Features.Get<IConnectionLifetimeNotificationFeature>() is { } connection ? connection.RequestClose : context.Abort;

    // A method of its own, so that the function's captured values are not allocated for a client without a token.
    private void CloseWhenExpired(HubClient client, StreamLease lease, CancellationToken aborted) =>
        lease.OnExpired(state => _ = CloseExpiredAsync((HubClient)state!, aborted), client);

    // A client asks its application for a new token only when it connects.
    private async Task CloseExpiredAsync(HubClient client, CancellationToken aborted)
    {
        await Task.Delay(s_expiryGrace, _time, aborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!aborted.IsCancellationRequested)
            client.Close();
    }

    private async Task CloseAllAsync(TimeSpan within)
    {
        var clients = _clients.Values.ToArray();
        foreach (var client in clients)
        {
            await Task.Delay(within / clients.Length, _time, _lifetime.Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_lifetime.IsAway || _lifetime.IsStopping)
                return;
            client.Close();
        }
    }

    private static Caller CallerOf(HttpContext http) =>
        http.Features.Get<IItemsFeature>()?.Items.TryGetValue(typeof(Caller), out var caller) == true ? (Caller)caller!
            : CallerResolver.Of(http);

    private RefusalException Full() => RefusalException.LimitReached(
        "Hubs:MaxConnections", $"The server has its {_slots.Limit} hub connections (Hubs:MaxConnections); try again later.");

    private static string? TokenOf(HttpContext http) => http.Request.Query["id"] is [{ Length: > 0 } token] ? token : null;
}
