using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Transports.Sse;

/// <summary>
/// Creates the ids of the events on one stream of server-sent events. If the stream has one topic, an id is the position of the message. If
/// it has several topics, an id consists of the positions of all topics in one text (the composite position).
/// </summary>
internal sealed class EventIds
{
    private readonly List<KeyValuePair<TopicName, Position>>? _positions;

    /// <param name="subscription">
    /// The subscription whose messages are sent. Null for messages from another source; no id is sent before the first of them.
    /// </param>
    public EventIds(Subscription? subscription)
    {
        if (subscription is null)
            return;
        List<KeyValuePair<TopicName, Position>> positions = [.. subscription.Positions];
        _positions = subscription.IsComposite ? positions : null;

        // The log has deleted messages that the client has not received, so the stream starts with a gap (a message in place of deleted
        // messages). The event id of the start position is not sent in this case. Otherwise a client that disconnects before it receives
        // the gap would resume after the deleted messages, and would never learn of them.
        if (!subscription.StartsWithGap)
            Start = subscription.IsComposite ? CompositePosition.Format(positions) : positions.Single().Value.ToString();
    }

    /// <summary>Whether each event id is a composite position (the positions of several topics in one text).</summary>
    public bool IsComposite => _positions is not null;

    /// <summary>
    /// The event id that the client receives before the first event. If the connection breaks before the first message arrives, the client
    /// resumes from this id and misses no message.
    /// </summary>
    public string? Start { get; }

    /// <summary>
    /// Returns the composite position (the positions of all topics in one text) that the client has reached with a message. The text begins
    /// with the topic of the message, from which clients learn the topic of the event.
    /// </summary>
    public string After(Message message)
    {
        var positions = _positions!;
        var index = positions.FindIndex(each => each.Key == message.Topic);
        // Moves the topic of the message to the front of the list, where the search starts. So topics with many messages are found fastest.
        for (; index > 0; index--)
            positions[index] = positions[index - 1];
        positions[0] = KeyValuePair.Create(message.Topic, message.Position);
        return CompositePosition.Format(positions);
    }
}
