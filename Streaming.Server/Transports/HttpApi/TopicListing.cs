using System.Runtime.CompilerServices;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Transports.HttpApi;

/// <summary>
/// Lists topics in the order of their names, both durable topics and topics in memory.
/// </summary>
internal sealed class TopicListing(TopicRegistry topics)
{
    // A character that is greater, in the order of names, than each character that a topic name may contain.
    private const char Last = '\x7F';

    /// <summary>Reads the names of topics and the state of each topic's log.</summary>
    /// <param name="prefixes">The beginnings of the names, in the order of names. No beginning contains another one.</param>
    /// <param name="withJobs">Whether to include the topics of jobs.</param>
    /// <param name="after">The topic name after which the list starts, or null for the first name.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async IAsyncEnumerable<(TopicName Topic, LogState State)> ReadAsync(
        IReadOnlyList<string> prefixes, bool withJobs, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var prefix in prefixes)
        {
            if (!TopicPrefixes.CanFollow(prefix, after))
                continue;
            await foreach (var each in ReadAsync(prefix, withJobs, after, cancellationToken))
                yield return each;
        }
    }

    private async IAsyncEnumerable<(TopicName Topic, LogState State)> ReadAsync(
        string prefix, bool withJobs, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var start = Later(after, Before(prefix));
        var logs = new List<IAsyncEnumerator<(TopicName Topic, LogState State)>>();
        try
        {
            foreach (var log in topics.Logs)
            {
                var names = ReadAsync(log, start, withJobs, cancellationToken).GetAsyncEnumerator(cancellationToken);
                logs.Add(names);
                if (!await names.MoveNextAsync())
                    await RemoveAsync(logs, names);
            }

            while (logs.MinBy(names => names.Current.Topic.Value, StringComparer.Ordinal) is { } least
                && IsWithin(least.Current.Topic.Value, prefix))
            {
                yield return least.Current;
                if (!await least.MoveNextAsync())
                    await RemoveAsync(logs, least);
            }
        }
        finally
        {
            foreach (var names in logs)
                await names.DisposeAsync();
        }
    }

    // A topic is listed only from the log that its policy selects (durable or in memory). If the policy was changed, both logs may contain
    // the topic.
    private IAsyncEnumerable<(TopicName Topic, LogState State)> ReadAsync(
        ITopicLog log, string? after, bool withJobs, CancellationToken cancellationToken) =>
        log.AllTopicsAsync(withJobs, after is null ? null : new TopicName(after), cancellationToken)
            .Where(each => ReferenceEquals(topics.GetLog(each.Topic), log));

    private static async ValueTask RemoveAsync(
        List<IAsyncEnumerator<(TopicName Topic, LogState State)>> logs, IAsyncEnumerator<(TopicName Topic, LogState State)> names)
    {
        logs.Remove(names);
        await names.DisposeAsync();
    }

    // Returns the greatest text that is smaller than all names with the given prefix. A list that starts after this text begins with the
    // first name that has the prefix.
    private static string? Before(string prefix) => prefix.Length == 0 ? null : prefix[..^1] + (char)(prefix[^1] - 1) + Last;

    private static bool IsWithin(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.Ordinal) || string.CompareOrdinal(name, prefix) < 0;

    private static string? Later(string? one, string? other) => string.CompareOrdinal(one, other) < 0 ? other : one;
}
