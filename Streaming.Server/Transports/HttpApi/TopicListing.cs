using System.Runtime.CompilerServices;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Transports.HttpApi;

/// <summary>
/// Lists the topics of all logs in the order of their names. The topics of jobs are left out unless the pattern begins with <c>job:</c>.
/// </summary>
internal sealed class TopicListing(TopicRegistry topics)
{
    // Sorts after all characters of topic names.
    private const char Last = '\x7F';

    /// <summary>Reads the topics and the state of their logs.</summary>
    /// <param name="match">The pattern of names; null for all.</param>
    /// <param name="after">Only names after this one.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async IAsyncEnumerable<(TopicName Topic, LogState State)> ReadAsync(
        string? match, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var prefix = match is null ? string.Empty : match.Split('*', 2)[0];
        var withJobs = prefix.StartsWith(TopicNamespaces.Job, StringComparison.Ordinal);
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
                if (match is null || TopicPattern.Matches(match, least.Current.Topic))
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

    // A topic whose policy has changed is in both logs, but is listed once.
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

    // A name that sorts immediately before all names with the prefix.
    private static string? Before(string prefix) => prefix.Length == 0 ? null : prefix[..^1] + (char)(prefix[^1] - 1) + Last;

    private static bool IsWithin(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.Ordinal) || string.CompareOrdinal(name, prefix) < 0;

    private static string? Later(string? one, string? other) => string.CompareOrdinal(one, other) < 0 ? other : one;
}
