using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>A report that another process appended messages to a topic.</summary>
/// <param name="Topic">The topic to which the messages were appended.</param>
/// <param name="Newest">The offset of the newest message of the topic in the log at the time of the report.</param>
/// <param name="Messages">The appended messages up to <paramref name="Newest"/>, with ascending offsets; empty if the report contains only
/// the offset.</param>
internal sealed record TopicChange(TopicName Topic, long Newest, IReadOnlyList<Message> Messages)
{
    /// <summary>
    /// The epoch of the topic (the id of one lifetime of its log); null if it is unknown. If the epoch has changed, the log has lost
    /// messages: subscribers that have received such messages get a gap (a message in place of lost messages).
    /// </summary>
    public string? Epoch { get; init; }

    /// <summary>
    /// Whether the topic has properties (for example that it is closed) that may have changed and must be read from the log.
    /// </summary>
    public bool IsOfProperties { get; init; }

    /// <summary>Whether the topic was deleted. A new topic of the same name may already exist.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>
    /// The kind of store that has the topic: the log or memory. Topics of the same name in different stores are different topics.
    /// </summary>
    public TopicStore Store { get; init; }

    /// <summary>
    /// Creates a report that another process appended messages up to the given offset. The report does not contain the messages.
    /// </summary>
    public TopicChange(TopicName topic, long newest)
        : this(topic, newest, [])
    {
    }
}
