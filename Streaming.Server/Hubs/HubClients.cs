using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using Streaming.Server.Access;
using Streaming.Server.Messages;
using Streaming.Server.Presence;

namespace Streaming.Server.Hubs;

/// <summary>The clients that are connected to the hub of this node.</summary>
internal sealed class HubClients(AccessSessions sessions, AccessControl access, IOptions<StreamHubOptions> options)
{
    private readonly ConcurrentDictionary<string, HubClient> _clients = new(StringComparer.Ordinal);

    /// <summary>The name that a request asks to go by. With a token it is the token's.</summary>
    /// <exception cref="RefusalException">It is none, or somebody else's.</exception>
    public string NameOf(HttpContext http) => MemberName.Of(access, Callers.Of(http), http.Request.Query["name"]);

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
        var pass = sessions.Open(Callers.Of(http), streams.MayGoOn);
        _clients[context.ConnectionId] = new HubClient(context.ConnectionId, NameOf(http), pass, streams);
    }

    /// <summary>A client is gone.</summary>
    public void Remove(HubCallerContext context)
    {
        if (_clients.TryRemove(context.ConnectionId, out var client))
            client.Dispose();
    }

    /// <summary>The client of a call.</summary>
    /// <exception cref="RefusalException">Its token has ended.</exception>
    public HubClient Of(HubCallerContext context)
    {
        var client = _clients[context.ConnectionId];
        client.ThrowIfEnded();
        return client;
    }
}
