using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Transports.Sse;

/// <summary>The ids of one stream's events: positions of one topic, or cursors of several.</summary>
internal sealed class EventIds
{
    private readonly List<KeyValuePair<TopicName, Position>>? _cursor;

    /// <param name="subscription">What is read; null for any other sequence.</param>
    public EventIds(Subscription? subscription)
    {
        if (subscription is null)
            return;
        List<KeyValuePair<TopicName, Position>> positions = [.. subscription.Positions];
        _cursor = subscription.IsComposite ? positions : null;

        // A reader that must be told of a gap first keeps the id it has until it was told.
        if (!subscription.StartsWithGap)
            Start = subscription.IsComposite ? CompositePosition.Format(positions) : positions.Single().Value.ToString();
    }

    /// <summary>Whether ids are cursors.</summary>
    public bool IsComposite => _cursor is not null;

    /// <summary>
    /// The id before the first event. With it a reader that is cut off before any message resumes from here too, and misses nothing.
    /// </summary>
    public string? Start { get; }

    /// <summary>The cursor after this message. The message's topic is the first in it, since nothing else in an event names the topic.</summary>
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
