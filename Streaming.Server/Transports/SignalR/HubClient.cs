using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.SignalR;

/// <summary>One client's connection to the hub: its identity, its streams, and the expiry of its token.</summary>
/// <param name="connection">The connection's id.</param>
/// <param name="token">The secret that identifies the connection in requests; null for a connection of a single request.</param>
/// <param name="name">The client's name.</param>
/// <param name="lease">The connection's lease.</param>
/// <param name="streams">The running streams.</param>
internal sealed class HubClient(string connection, string? token, string name, StreamLease lease, HubStreams streams) : IDisposable
{
    /// <summary>The message to a client whose token has expired.</summary>
    public const string TokenEnded = "The token has ended; connect again with a new one.";

    /// <summary>The connection's id.</summary>
    public string Connection { get; } = connection;

    /// <summary>The secret that identifies the connection in requests; null for a connection of a single request.</summary>
    public string? Token { get; } = token;

    /// <summary>The client's name.</summary>
    public string Name { get; } = name;

    /// <summary>The subject of the client's token, or null.</summary>
    public string? Subject => lease.Caller.Subject;

    /// <summary>The sender of the client's messages; null with a token, which determines the sender.</summary>
    public string? Sender => Caller.HasToken ? null : Name;

    /// <summary>The caller with its permissions. Read it for each call, since a refresh changes it.</summary>
    public Caller Caller => lease.Caller;

    /// <summary>Cancelled when the token expires.</summary>
    public CancellationToken Ended => lease.Expired;

    /// <summary>Refuses a call if the token has expired.</summary>
    /// <exception cref="RefusalException">The token has expired.</exception>
    public void ThrowIfEnded()
    {
        if (Ended.IsCancellationRequested)
            throw new RefusalException(RefusalReason.InvalidToken, TokenEnded);
    }

    /// <summary>
    /// Refuses a request on this connection with a token of another issuer or subject, or without a token if the connection has one.
    /// </summary>
    /// <exception cref="RefusalException">The request belongs to another caller.</exception>
    public void RefuseStranger(Caller caller)
    {
        if (Caller.HasToken && !Caller.IsSameAs(caller))
            throw new RefusalException(RefusalReason.Forbidden, "The connection was opened with a token of somebody else; connect anew.");
    }

    /// <summary>Takes a slot of the connection's streams, if the client may read all topics. Dispose it to release the slot.</summary>
    /// <exception cref="RefusalException">The client may not read a topic, or no slot is free.</exception>
    public IDisposable TakeStream(IReadOnlyList<TopicName> topics)
    {
        IDisposable? stream = null;
        // Not during a refresh, which checks the running streams against the new token.
        lease.Admit(caller => stream = streams.Take(caller, topics));
        return stream!;
    }

    public void Dispose() => lease.Dispose();
}
