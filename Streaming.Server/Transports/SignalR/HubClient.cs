using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.SignalR;

/// <summary>One client's connection to the hub: who it is, how many streams it has, and when its token ends.</summary>
/// <param name="connection">The connection's own name.</param>
/// <param name="token">The secret by which requests name the connection; null where it has but one.</param>
/// <param name="name">The name that the client goes by.</param>
/// <param name="pass">What it holds of its caller.</param>
/// <param name="streams">The streams that it has.</param>
internal sealed class HubClient(string connection, string? token, string name, StreamLease pass, HubStreams streams) : IDisposable
{
    /// <summary>What a client is told whose token has ended.</summary>
    public const string TokenEnded = "The token has ended; connect again with a new one.";

    /// <summary>The connection's own name.</summary>
    public string Connection { get; } = connection;

    /// <summary>The secret by which requests name the connection; null where it has but one.</summary>
    public string? Token { get; } = token;

    /// <summary>The name it goes by.</summary>
    public string Name { get; } = name;

    /// <summary>Who it has proved to be, or null.</summary>
    public string? Subject => pass.Caller.Subject;

    /// <summary>Who publishes what it sends: where there is a token, that says it.</summary>
    public string? Sender => Caller.HasToken ? null : Name;

    /// <summary>What it may do; ask anew for each act.</summary>
    public Caller Caller => pass.Caller;

    /// <summary>Cancelled when its token has ended.</summary>
    public CancellationToken Ended => pass.Expired;

    /// <summary>Refuses everything once its token has ended.</summary>
    /// <exception cref="RefusalException">It has.</exception>
    public void ThrowIfEnded()
    {
        if (Ended.IsCancellationRequested)
            throw new RefusalException(RefusalReason.InvalidToken, TokenEnded);
    }

    /// <summary>Refuses a request on this connection by somebody with a token of another issuer or subject, or with none where the connection has one.</summary>
    /// <exception cref="RefusalException">It is one.</exception>
    public void RefuseStranger(Caller caller)
    {
        if (Caller.HasToken && !Caller.IsSameAs(caller))
            throw new RefusalException(RefusalReason.Forbidden, "The connection was opened with a token of somebody else; connect anew.");
    }

    /// <summary>Takes one of the streams that a connection may have, if the client may read all its topics; disposing it gives it back.</summary>
    /// <exception cref="RefusalException">The client may not read a topic, or there is no stream left.</exception>
    public IDisposable TakeStream(IReadOnlyList<TopicName> topics)
    {
        IDisposable? stream = null;
        // Not in the middle of a refresh, which decides by the streams there are whether the connection goes on.
        pass.Admit(caller => stream = streams.Take(caller, topics));
        return stream!;
    }

    public void Dispose() => pass.Dispose();
}
