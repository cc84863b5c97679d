using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Streams;
using Streaming.Server.Access.Tokens;
using Streaming.Server.Core.Messages;
using Streaming.Server.Rooms;

namespace Streaming.Server.Transports.SignalR;

/// <summary>The clients that are connected to the hub of this node.</summary>
internal sealed class HubClientRegistry(TokenLifetimeTracker sessions, AccessControl access, IOptions<StreamHubOptions> options)
{
    private readonly ConcurrentDictionary<string, HubClient> _clients = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, HubClient> _byToken = new(StringComparer.Ordinal);

    /// <summary>The name that a request asks to go by. With a token it is the token's.</summary>
    /// <exception cref="RefusalException">It is none, or somebody else's.</exception>
    public string NameOf(HttpContext http) => SenderPolicy.GetName(access, CallerResolver.Of(http), http.Request.Query["name"]);

    /// <summary>Refuses one more connection than there may be.</summary>
    /// <exception cref="RefusalException">There are as many.</exception>
    public void RefuseWhenFull()
    {
        if (_clients.Count >= options.Value.MaxConnections)
            throw RefusalException.LimitReached("Hubs:MaxConnections", $"The server has its {options.Value.MaxConnections} hub connections (Hubs:MaxConnections); try again later.");
    }

    /// <summary>A client has connected.</summary>
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

    /// <summary>A client is gone.</summary>
    public void Remove(HubCallerContext context)
    {
        if (!_clients.TryRemove(context.ConnectionId, out var client))
            return;
        if (client.Token is { } token)
            _byToken.TryRemove(token, out _);
        client.Dispose();
    }

    /// <summary>The client that a request goes on with: one that comes back after its socket was cut, or that has each message in a request of its own. Null for a new one.</summary>
    public HubClient? Resumed(HttpContext http) => TokenOf(http) is { } token ? _byToken.GetValueOrDefault(token) : null;

    /// <summary>The client of a call.</summary>
    /// <exception cref="RefusalException">Its token has ended.</exception>
    public HubClient Of(HubCallerContext context)
    {
        var client = _clients[context.ConnectionId];
        client.ThrowIfEnded();
        return client;
    }

    private static string? TokenOf(HttpContext http) => http.Request.Query["id"] is [{ Length: > 0 } token] ? token : null;
}
