using Streaming.Server.Access;
using Streaming.Server.Messages;

namespace Streaming.Server.Hubs;

/// <summary>One client's connection to the hub: who it is, how many streams it has, and when its token ends.</summary>
internal sealed class HubClient(string connection, string name, StreamPass pass, HubStreams streams) : IDisposable
{
    /// <summary>What a client is told whose token has ended.</summary>
    public const string TokenEnded = "The token has ended; connect again with a new one.";

    /// <summary>The connection's own name.</summary>
    public string Connection { get; } = connection;

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
