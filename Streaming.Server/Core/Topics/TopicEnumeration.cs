using System.Runtime.CompilerServices;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>Enumerates all topics in a log (the store of messages), page by page.</summary>
internal static class TopicEnumeration
{
    private const int PageSize = 500;

    // To skip the topics of jobs, the enumeration continues after this name. In the order of names, this name comes directly after the
    // names of all topics of jobs.
    private static readonly TopicName s_afterJobs = new(TopicNamespaces.Job[..^1] + (char)(TopicNamespaces.Job[^1] + 1));

    /// <summary>Returns all topics in a log in the order of their names, one by one.</summary>
    public static async IAsyncEnumerable<(TopicName Topic, LogState State)> AllTopicsAsync(
        this ITopicLog log, bool withJobs, TopicName? after = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var page in log.TopicPagesAsync(withJobs, after, cancellationToken))
        {
            foreach (var each in page)
                yield return each;
        }
    }

    /// <summary>Returns all topics in a log in the order of their names, in pages of at most 500 topics.</summary>
    /// <param name="log">The log whose topics are enumerated.</param>
    /// <param name="withJobs">Whether to include the topics of jobs. A store may have more of them than of all other topics
    /// together.</param>
    /// <param name="after">The topic name after which to start; null to start with the first topic.</param>
    /// <param name="cancellationToken">Cancels the enumeration.</param>
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
