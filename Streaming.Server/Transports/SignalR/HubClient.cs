using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Connections;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.SignalR;

/// <summary>
/// Holds the state of one client's connection to the SignalR hub: the client's identity, its running streams, and the expiry of its token.
/// </summary>
/// <param name="connection">The id of the connection.</param>
/// <param name="token">
/// The secret (SignalR's connection token) that later HTTP requests contain to refer to this connection. Null if the connection consists of
/// a single request.
/// </param>
/// <param name="name">The name of the client.</param>
/// <param name="lease">The stream lease of the connection: the right to keep streams open, which expires with the client's token.</param>
/// <param name="streams">The running streams of the connection.</param>
internal sealed class HubClient(string connection, string? token, string name, StreamLease lease, HubStreams streams)
    : ListedConnection, IDisposable
{
    /// <summary>The text that a client receives when its token has expired.</summary>
    public const string TokenExpiredText = "The token has expired; connect again with a new one.";

    /// <summary>The id of the client's connection.</summary>
    public string Connection { get; } = connection;

    /// <summary>
    /// The secret that later HTTP requests contain to refer to the client's connection. Null if the connection consists of a single
    /// request.
    /// </summary>
    public string? Token { get; } = token;

    /// <summary>Closes the connection in such a way that the client reconnects.</summary>
    public required Action Close { get; init; }

    /// <inheritdoc/>
    public override string Transport => ConnectionTransports.SignalR;

    /// <summary>The name of the client.</summary>
    public override string Name => name;

    /// <summary>The subject of the client's token, or null without a token.</summary>
    public string? Subject => lease.Caller.Subject;

    /// <summary>
    /// The sender of the messages that the client publishes. Null if the client has a token, because the sender is then the name in the
    /// token.
    /// </summary>
    public string? Sender => Caller.HasToken ? null : Name;

    /// <summary>
    /// The identity and the permissions of the client. Read this property again for each call, because a refresh of the token changes it.
    /// </summary>
    public override Caller Caller => lease.Caller;

    /// <summary>A token of .NET that is cancelled when the client's access token expires.</summary>
    public CancellationToken TokenExpired => lease.Expired;

    /// <summary>Throws a refusal if the client's token has expired.</summary>
    /// <exception cref="RefusalException">The client's token has expired.</exception>
    public void ThrowIfTokenExpired()
    {
        if (TokenExpired.IsCancellationRequested)
            throw new RefusalException(RefusalReason.InvalidToken, TokenExpiredText);
    }

    /// <summary>
    /// Throws a refusal if a request for this connection comes from a different caller than the caller that opened it. The token of such a
    /// request has another issuer or subject, or is missing.
    /// </summary>
    /// <exception cref="RefusalException">The request comes from another caller than the one that opened the connection.</exception>
    public void RefuseOtherCaller(Caller caller)
    {
        if (Caller.HasToken && !Caller.IsSameAs(caller))
            throw new RefusalException(RefusalReason.Forbidden, "The connection belongs to another caller; open a new connection.");
    }

    /// <summary>
    /// Checks whether the client may read the topics, and acquires a slot (the right to run one stream on the connection). Dispose the
    /// returned object to release the slot.
    /// </summary>
    /// <exception cref="RefusalException">The client is not allowed to read one of the topics, or the connection already runs the maximum
    /// number of streams.</exception>
    public HubStream TakeStream(IReadOnlyList<TopicName> topics)
    {
        HubStream? stream = null;
        // A refresh of the token checks whether the new token allows all running streams. This function prevents a stream from starting
        // during the check, because such a stream would not be checked.
        lease.AddTopics(caller => stream = streams.Take(caller, topics));
        return stream!;
    }

    /// <inheritdoc/>
    public override IEnumerable<ListedTopic> ReadTopics() => streams.ReadTopics();

    /// <inheritdoc/>
    public override void Cut() => Close();

    public void Dispose()
    {
        Delist();
        lease.Dispose();
    }
}
