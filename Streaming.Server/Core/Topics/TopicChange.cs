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
    /// The epoch of the topic (six characters that identify one lifetime of its log); null if the bus does not know the epoch. An epoch
    /// that differs from the topic's former one means that the log has lost messages: subscribers that have received them get a gap.
    /// </summary>
    public string? Epoch { get; init; }

    /// <summary>Whether the topic has properties. They may have changed, so they must be read from the log.</summary>
    public bool IsOfProperties { get; init; }

    /// <summary>Whether the topic was deleted. A topic of the same name may have been created again since.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>The kind of store that has the messages. Topics with the same name in two kinds of stores are different topics.</summary>
    public TopicStore Store { get; init; }

    /// <summary>Creates a report that contains the newest offset but no messages.</summary>
    public TopicChange(TopicName topic, long newest)
        : this(topic, newest, [])
    {
    }
}
