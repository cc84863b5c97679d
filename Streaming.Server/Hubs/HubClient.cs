using Streaming.Server.Access;
using Streaming.Server.Messages;

namespace Streaming.Server.Hubs;

/// <summary>One client's connection to the hub: who it is, how many streams it has, and when its token ends.</summary>
internal sealed class HubClient(string connection, string name, StreamPass pass, int maxStreams) : IDisposable
{
    /// <summary>What a client is told whose token has ended.</summary>
    public const string TokenEnded = "The token has ended; connect again with a new one.";

    private int _streams;

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

    /// <summary>Takes one of the streams that a connection may have; disposing it gives it back.</summary>
    /// <exception cref="RefusalException">There is none left.</exception>
    public IDisposable TakeStream()
    {
        if (Interlocked.Increment(ref _streams) <= maxStreams)
            return new Place(this);
        Interlocked.Decrement(ref _streams);
        throw new RefusalException(RefusalReason.LimitReached, $"The connection has its {maxStreams} streams (Hubs:MaxStreams); end one first.");
    }

    public void Dispose() => pass.Dispose();

    private sealed class Place(HubClient client) : IDisposable
    {
        private int _given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0)
                Interlocked.Decrement(ref client._streams);
        }
    }
}
