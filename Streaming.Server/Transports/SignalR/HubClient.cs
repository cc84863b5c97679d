using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.SignalR;

/// <summary>
/// Holds the state of one client's connection to the SignalR hub: the client's identity, its running streams, and the expiry of its token.
/// </summary>
/// <param name="connection">The id of the connection.</param>
/// <param name="token">
/// The secret (SignalR's connection token) by which later HTTP requests refer to the connection, or null if the connection
/// consists of a single request.
/// </param>
/// <param name="name">The name of the client.</param>
/// <param name="lease">
/// The stream lease of the connection (the client's right to keep streams open; it expires with the client's token).
/// </param>
/// <param name="streams">The running streams of the connection.</param>
internal sealed class HubClient(string connection, string? token, string name, StreamLease lease, HubStreams streams) : IDisposable
{
    /// <summary>The text that a client receives when its token has expired.</summary>
    public const string TokenExpiredText = "The token has expired; connect again with a new one.";

    /// <summary>The id of the client's connection.</summary>
    public string Connection { get; } = connection;

    /// <summary>
    /// The secret by which later HTTP requests refer to the client's connection, or null if the connection consists of a single request.
    /// </summary>
    public string? Token { get; } = token;

    /// <summary>Closes the connection in such a way that the client reconnects.</summary>
    public required Action Close { get; init; }

    /// <summary>The name of the client.</summary>
    public string Name { get; } = name;

    /// <summary>The subject of the client's token, or null without a token.</summary>
    public string? Subject => lease.Caller.Subject;

    /// <summary>
    /// The sender of the messages that the client publishes, or null if the client has a token, which determines the sender.
    /// </summary>
    public string? Sender => Caller.HasToken ? null : Name;

    /// <summary>
    /// The identity and the permissions of the client. Read this property again for each call, since a refresh of the token changes it.
    /// </summary>
    public Caller Caller => lease.Caller;

    /// <summary>Is cancelled when the client's token expires.</summary>
    public CancellationToken TokenExpired => lease.Expired;

    /// <summary>Throws a refusal if the client's token has expired.</summary>
    /// <exception cref="RefusalException">The client's token has expired.</exception>
    public void ThrowIfTokenExpired()
    {
        if (TokenExpired.IsCancellationRequested)
            throw new RefusalException(RefusalReason.InvalidToken, TokenExpiredText);
    }

    /// <summary>
    /// Throws a refusal if a request for this connection has a token of another issuer or subject, or no token although the connection was
    /// opened with one.
    /// </summary>
    /// <exception cref="RefusalException">The request belongs to another caller than the connection.</exception>
    public void RefuseOtherCaller(Caller caller)
    {
        if (Caller.HasToken && !Caller.IsSameAs(caller))
            throw new RefusalException(RefusalReason.Forbidden, "The connection belongs to another caller; open a new connection.");
    }

    /// <summary>
    /// Acquires the slot of a new stream of this connection (the number of slots limits the running streams), if the client may read all
    /// given topics. Dispose the returned object to release the slot.
    /// </summary>
    /// <exception cref="RefusalException">The client is not allowed to read a topic, or the connection has no free slot.</exception>
    public IDisposable TakeStream(IReadOnlyList<TopicName> topics)
    {
        IDisposable? stream = null;
        // A stream does not start during a refresh of the token, since the refresh checks the running streams against the new token.
        lease.AddTopics(caller => stream = streams.Take(caller, topics));
        return stream!;
    }

    public void Dispose() => lease.Dispose();
}
