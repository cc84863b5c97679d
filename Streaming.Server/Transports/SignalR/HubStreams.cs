using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Transports.SignalR;

/// <summary>The running streams of one hub connection, and their topics.</summary>
internal sealed class HubStreams(AccessControl access, int most)
{
    private readonly Lock _gate = new();
    private readonly HashSet<HubStream> _running = [];

    /// <summary>Takes a slot for a stream. Dispose it to release the slot.</summary>
    /// <exception cref="RefusalException">The caller may not read a topic, or no slot is free.</exception>
    public IDisposable Take(Caller caller, IReadOnlyList<TopicName> topics)
    {
        foreach (var topic in topics)
            access.Authorize(caller, TopicAction.Subscribe, topic);
        lock (_gate)
        {
            if (_running.Count >= most)
                throw RefusalException.LimitReached(
                    "Hubs:MaxStreams", $"The connection has its {most} streams (Hubs:MaxStreams); end one first.");
            var stream = new HubStream(this, topics);
            _running.Add(stream);
            return stream;
        }
    }

    /// <summary>Whether a newer token allows the topics of all running streams.</summary>
    public bool MayGoOn(Caller caller)
    {
        lock (_gate)
            return _running.All(stream => stream.Topics.All(topic => access.IsAllowed(caller, TopicAction.Subscribe, topic)));
    }

    private sealed class HubStream(HubStreams streams, IReadOnlyList<TopicName> topics) : IDisposable
    {
        public IReadOnlyList<TopicName> Topics => topics;

        public void Dispose()
        {
            lock (streams._gate)
                streams._running.Remove(this);
        }
    }
}
