using Streaming.Server.Access.Connections;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.SignalR;

/// <summary>Represents one running stream of a SignalR connection. Dispose the object when the stream has ended.</summary>
internal sealed class HubStream(HubStreams streams, IReadOnlyList<TopicName> topics) : IDisposable
{
    /// <summary>The topics whose messages the stream sends.</summary>
    public IReadOnlyList<TopicName> Topics => topics;

    /// <summary>
    /// A function that returns the topics with the positions of the client; null until the subscription is opened.
    /// </summary>
    public Func<IEnumerable<ListedTopic>>? Progress { get; set; }

    /// <summary>Returns the topics of the stream, for the list of open connections.</summary>
    public IEnumerable<ListedTopic> ReadTopics() => Progress?.Invoke() ?? topics.Select(static topic => new ListedTopic(topic));

    public void Dispose() => streams.Remove(this);
}
