using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>A topic that another process appended to.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Newest">An offset that the log has; the newest one at the time of the report.</param>
/// <param name="Messages">The appended messages up to <paramref name="Newest"/>, ascending; empty if the bus reports offsets only.</param>
internal sealed record TopicChange(TopicName Topic, long Newest, IReadOnlyList<Message> Messages)
{
    /// <summary>Creates a change without messages.</summary>
    public TopicChange(TopicName topic, long newest)
        : this(topic, newest, [])
    {
    }
}
