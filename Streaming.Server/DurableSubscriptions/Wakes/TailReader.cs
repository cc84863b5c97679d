using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.DurableSubscriptions.Wakes;

/// <summary>
/// Reads the states of many topics. If the names of the topics are near each other in the order of all names, reads them in pages.
/// </summary>
internal sealed class TailReader(TopicRegistry topics)
{
    private const int PageSize = 500;

    // Up to this number, topics are read one by one. A larger number of topics is read in pages.
    private const int Few = 32;

    /// <summary>Returns the state (epoch, oldest and newest offset) of each of the given topics.</summary>
    /// <param name="names">The names of the topics, in ordinal order.</param>
    /// <param name="cancellationToken">Cancels the wait for the store.</param>
    public async Task<IReadOnlyDictionary<TopicName, LogState>> ReadAsync(
        IReadOnlyList<TopicName> names, CancellationToken cancellationToken)
    {
        var states = new Dictionary<TopicName, LogState>(names.Count);
        if (names.Count > Few)
            await ReadPagesAsync(names, states, cancellationToken);
        foreach (var part in names.Where(name => !states.ContainsKey(name)).Chunk(Few))
        {
            var read = await Task.WhenAll(part.Select(name => topics.GetStateAsync(name, cancellationToken).AsTask()));
            for (var i = 0; i < part.Length; i++)
                states[part[i]] = read[i];
        }

        return states;
    }

    // Reads pages of all topics, from the first to the last of the given topics. If too many other topics are in between, the method stops,
    // and the caller reads the remaining topics one by one.
    private async Task ReadPagesAsync(
        IReadOnlyList<TopicName> names, Dictionary<TopicName, LogState> states, CancellationToken cancellationToken)
    {
        var wanted = names.ToHashSet();
        var log = topics.GetLog(names[0]);
        var (first, last) = (await topics.GetStateAsync(names[0], cancellationToken), names[^1].Value);
        states[names[0]] = first;
        TopicName? after = names[0];
        for (var pages = (2 * names.Count / PageSize) + 2; pages > 0; pages--)
        {
            var page = await log.ListAsync(after, PageSize, cancellationToken);
            foreach (var (topic, state) in page)
            {
                if (wanted.Contains(topic) && ReferenceEquals(topics.GetLog(topic), log))
                    states[topic] = state;
            }

            if (page.Count < PageSize || string.CompareOrdinal(page[^1].Topic.Value, last) >= 0)
                return;
            after = page[^1].Topic;
        }
    }
}
