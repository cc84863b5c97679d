using Streaming.Server.Messages;
using Streaming.Server.Topics;

namespace Streaming.Server.Sse;

/// <summary>The ids of one stream's events: positions of one topic, or cursors of several.</summary>
internal sealed class EventIds
{
    private readonly Dictionary<TopicName, Position>? _cursor;

    /// <param name="subscription">What is read; null for any other sequence.</param>
    public EventIds(Subscription? subscription)
    {
        if (subscription is null)
            return;
        var positions = subscription.Positions.ToDictionary();
        _cursor = subscription.IsComposite ? positions : null;

        // A reader that must be told of a gap first keeps the id it has until it was told.
        if (!subscription.StartsWithGap)
            Start = subscription.IsComposite ? Cursor.Format(positions) : positions.Values.Single().ToString();
    }

    /// <summary>Whether ids are cursors.</summary>
    public bool IsComposite => _cursor is not null;

    /// <summary>
    /// The id before the first event. With it a reader that is cut off before any message resumes from here too, and misses nothing.
    /// </summary>
    public string? Start { get; }

    /// <summary>The cursor after this message.</summary>
    public string After(Message message)
    {
        _cursor![message.Topic] = message.Position;
        return Cursor.Format(_cursor);
    }
}
