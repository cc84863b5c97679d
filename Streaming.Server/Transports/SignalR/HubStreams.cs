using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Connections;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Transports.SignalR;

/// <summary>Holds the running streams of one SignalR connection with their topics, and limits the number of streams.</summary>
internal sealed class HubStreams(AccessControl access, int limit)
{
    private readonly Lock _gate = new();
    private readonly HashSet<HubStream> _running = [];

    /// <summary>
    /// Checks whether the caller may read the topics, and acquires a slot (the right to run one stream on the connection). Dispose the
    /// returned object to release the slot.
    /// </summary>
    /// <exception cref="RefusalException">The caller is not allowed to read one of the topics, or the connection already runs the maximum
    /// number of streams.</exception>
    public HubStream Take(Caller caller, IReadOnlyList<TopicName> topics)
    {
        foreach (var topic in topics)
            access.Authorize(caller, TopicAction.Subscribe, topic);
        lock (_gate)
        {
            if (_running.Count >= limit)
                throw RefusalException.LimitReached(
                    "Hubs:MaxStreams", $"The connection has reached its limit of {limit} streams (Hubs:MaxStreams); end one first.");
            var stream = new HubStream(this, topics);
            _running.Add(stream);
            return stream;
        }
    }

    /// <summary>Returns whether a refreshed token still allows the caller to read the topics of all running streams.</summary>
    public bool MayContinue(Caller caller)
    {
        lock (_gate)
            return _running.All(stream => stream.Topics.All(topic => access.IsAllowed(caller, TopicAction.Subscribe, topic)));
    }

    /// <summary>Returns the topics of all running streams, for the list of open connections.</summary>
    public IReadOnlyList<ListedTopic> ReadTopics()
    {
        lock (_gate)
            return [.. _running.SelectMany(static stream => stream.ReadTopics())];
    }

    /// <summary>Removes a stream that has ended from the running streams.</summary>
    public void Remove(HubStream stream)
    {
        lock (_gate)
            _running.Remove(stream);
    }
}
