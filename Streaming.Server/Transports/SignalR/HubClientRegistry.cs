using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Streams;
using Streaming.Server.Access.Tokens;
using Streaming.Server.Core.Messages;
using Streaming.Server.Rooms;

namespace Streaming.Server.Transports.SignalR;

/// <summary>The clients that are connected to this node's hub.</summary>
internal sealed class HubClientRegistry(TokenLifetimeTracker sessions, AccessControl access, IOptions<StreamHubOptions> options)
{
    private readonly ConcurrentDictionary<string, HubClient> _clients = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, HubClient> _byToken = new(StringComparer.Ordinal);

    /// <summary>The name that a request asks for. With a token it is the token's.</summary>
    /// <exception cref="RefusalException">The name is not valid, or is not the token's.</exception>
    public string NameOf(HttpContext http) => SenderPolicy.GetName(access, CallerResolver.Of(http), http.Request.Query["name"]);

    /// <summary>Refuses a connection if the limit of connections is reached.</summary>
    /// <exception cref="RefusalException">The limit is reached.</exception>
    public void RefuseWhenFull()
    {
        if (_clients.Count >= options.Value.MaxConnections)
            throw RefusalException.LimitReached(
                "Hubs:MaxConnections", $"The server has its {options.Value.MaxConnections} hub connections (Hubs:MaxConnections); try " +
                "again later.");
    }

    /// <summary>Adds a client that has connected.</summary>
    public void Add(HubCallerContext context)
    {
        var http = context.GetHttpContext()!;
        var streams = new HubStreams(access, options.Value.MaxStreams);
        var pass = sessions.Open(CallerResolver.Of(http), streams.MayGoOn);
        var client = new HubClient(context.ConnectionId, TokenOf(http), NameOf(http), pass, streams);
        _clients[context.ConnectionId] = client;
        if (client.Token is { } token)
            _byToken[token] = client;
    }

    /// <summary>Removes a client that has disconnected.</summary>
    public void Remove(HubCallerContext context)
    {
        if (!_clients.TryRemove(context.ConnectionId, out var client))
            return;
        if (client.Token is { } token)
            _byToken.TryRemove(token, out _);
        client.Dispose();
    }

    /// <summary>
    /// The client that a request belongs to: one that reconnects after its socket broke, or that sends each message in a request of its
    /// own. Null for a new client.
    /// </summary>
    public HubClient? Resumed(HttpContext http) => TokenOf(http) is { } token ? _byToken.GetValueOrDefault(token) : null;

    /// <summary>The client of a call.</summary>
    /// <exception cref="RefusalException">The token has expired.</exception>
    public HubClient Of(HubCallerContext context)
    {
        var client = _clients[context.ConnectionId];
        client.ThrowIfEnded();
        return client;
    }

    private static string? TokenOf(HttpContext http) => http.Request.Query["id"] is [{ Length: > 0 } token] ? token : null;
}
