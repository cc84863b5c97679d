using System.Runtime.CompilerServices;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>Enumerates all topics of a log, in pages.</summary>
internal static class TopicWalk
{
    private const int PageSize = 500;

    // Greater than every name in the namespace of jobs, and less than every name after it.
    private static readonly TopicName s_afterJobs = new(TopicNamespaces.Job[..^1] + (char)(TopicNamespaces.Job[^1] + 1));

    /// <summary>All topics in the order of their names, one by one.</summary>
    public static async IAsyncEnumerable<(TopicName Topic, LogState State)> AllTopicsAsync(
        this ITopicLog log, bool withJobs, TopicName? after = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var page in log.TopicPagesAsync(withJobs, after, cancellationToken))
        {
            foreach (var each in page)
                yield return each;
        }
    }

    /// <summary>All topics in the order of their names, in pages.</summary>
    /// <param name="log">The log.</param>
    /// <param name="withJobs">Whether to include the topics of jobs, of which there may be more than of all others.</param>
    /// <param name="after">The name to start after; null for the first topic.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public static async IAsyncEnumerable<IReadOnlyList<(TopicName Topic, LogState State)>> TopicPagesAsync(
        this ITopicLog log, bool withJobs, TopicName? after = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await log.ListAsync(after, PageSize, cancellationToken) is { Count: > 0 } page)
        {
            var isAtJobs = !withJobs && page[^1].Topic.IsIn(TopicNamespaces.Job);
            after = isAtJobs ? s_afterJobs : page[^1].Topic;
            yield return withJobs ? page : [.. page.Where(static each => !each.Topic.IsIn(TopicNamespaces.Job))];
        }
    }
}
