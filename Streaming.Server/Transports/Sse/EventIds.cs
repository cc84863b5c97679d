using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Transports.Sse;

/// <summary>
/// Creates the ids of the events on one event stream: the position of the message if the stream has one topic, or the positions of all
/// topics in one text (the composite position) if it has several.
/// </summary>
internal sealed class EventIds
{
    private readonly List<KeyValuePair<TopicName, Position>>? _cursor;

    /// <param name="subscription">
    /// The subscription whose messages are sent, or null for messages from another source, whose events have no start id.
    /// </param>
    public EventIds(Subscription? subscription)
    {
        if (subscription is null)
            return;
        List<KeyValuePair<TopicName, Position>> positions = [.. subscription.Positions];
        _cursor = subscription.IsComposite ? positions : null;

        // If the stream starts with a gap (a message in place of deleted messages), the client keeps its earlier id until it has received
        // the gap.
        if (!subscription.StartsWithGap)
            Start = subscription.IsComposite ? CompositePosition.Format(positions) : positions.Single().Value.ToString();
    }

    /// <summary>Whether the ids of the events are composite positions (the positions of several topics in one text).</summary>
    public bool IsComposite => _cursor is not null;

    /// <summary>
    /// The event id that is sent before the first event. A client that is disconnected before the first message resumes from this id
    /// without missing a message.
    /// </summary>
    public string? Start { get; }

    /// <summary>
    /// Returns the composite position of the stream after a message. The topic of the message is the first one in it, and clients read the
    /// topic from there, since the event does not contain it elsewhere.
    /// </summary>
    public string After(Message message)
    {
        var cursor = _cursor!;
        var index = cursor.FindIndex(each => each.Key == message.Topic);
        // The topic moves to the front of the list, where the next message of a busy topic finds it at once.
        for (; index > 0; index--)
            cursor[index] = cursor[index - 1];
        cursor[0] = KeyValuePair.Create(message.Topic, message.Position);
        return CompositePosition.Format(cursor);
    }
}
