using System.Runtime.CompilerServices;
using Streaming.Server.Messages;
using Streaming.Server.Topics;

namespace Streaming.Server.Webhooks;

/// <summary>All topics of the log but the lives of jobs, of which there may be more than of all others.</summary>
internal static class TopicPages
{
    private const int Size = 500;

    // Right behind all names that begin with the namespace of jobs.
    private static readonly TopicName s_behindJobs = new(TopicName.JobNamespace[..^1] + (char)(TopicName.JobNamespace[^1] + 1));

    /// <summary>Page by page, by name.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<(TopicName Topic, LogState State)>> PagesAsync(this ITopicLog log, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TopicName? after = null;
        while (await log.ListAsync(after, Size, cancellationToken) is { Count: > 0 } page)
        {
            yield return page;
            after = page[^1].Topic.Value.StartsWith(TopicName.JobNamespace, StringComparison.Ordinal) ? s_behindJobs : page[^1].Topic;
        }
    }
}
