using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Transports.Sse;

/// <summary>The ids of one stream's events: positions of one topic, or composite positions of several.</summary>
internal sealed class EventIds
{
    private readonly List<KeyValuePair<TopicName, Position>>? _cursor;

    /// <param name="subscription">The subscription; null for any other sequence.</param>
    public EventIds(Subscription? subscription)
    {
        if (subscription is null)
            return;
        List<KeyValuePair<TopicName, Position>> positions = [.. subscription.Positions];
        _cursor = subscription.IsComposite ? positions : null;

        // A client that receives a gap first keeps its previous id until then.
        if (!subscription.StartsWithGap)
            Start = subscription.IsComposite ? CompositePosition.Format(positions) : positions.Single().Value.ToString();
    }

    /// <summary>Whether the ids are composite positions.</summary>
    public bool IsComposite => _cursor is not null;

    /// <summary>
    /// The id before the first event. With it, a client that is disconnected before any message resumes without missing one.
    /// </summary>
    public string? Start { get; }

    /// <summary>
    /// The composite position after this message. It starts with the message's topic, which nothing else in an event names.
    /// </summary>
    public string After(Message message)
    {
        var cursor = _cursor!;
        var index = cursor.FindIndex(each => each.Key == message.Topic);
        // Moved to the front, where the next message of a busy topic finds it at once.
        for (; index > 0; index--)
            cursor[index] = cursor[index - 1];
        cursor[0] = KeyValuePair.Create(message.Topic, message.Position);
        return CompositePosition.Format(cursor);
    }
}
