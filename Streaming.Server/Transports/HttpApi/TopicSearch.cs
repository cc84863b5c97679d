using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Transports.HttpApi;

/// <summary>
/// Searches the topics that a caller may list. A page ends after <see cref="TopicListQuery.MaxNames"/> names, and the next one continues
/// after a name that the caller may list: no other name may appear in a response. If the caller may list none of these names, the search
/// continues to the first one that it may list. Such long searches run one after another, so that they do not keep the processors busy.
/// </summary>
internal sealed class TopicSearch(TopicListing listing, AccessControl access) : IDisposable
{
    private readonly SemaphoreSlim _longSearch = new(1);

    /// <summary>Reads one page of the topics that a caller searches.</summary>
    public async Task<TopicPage> ReadAsync(Caller caller, TopicListQuery query, CancellationToken cancellationToken)
    {
        var prefix = TopicPrefixes.OfPattern(query.Match ?? "*");
        var prefixes = TopicPrefixes.Within(prefix, access.ListablePatterns(caller, new TopicName(prefix)));
        var found = listing.ReadAsync(prefixes, TopicPrefixes.IsOfJobs(prefix), query.After, cancellationToken);
        var page = new List<(TopicName Topic, LogState State)>();
        var (names, last, isLong) = (0, (string?)null, false);
        try
        {
            await foreach (var (topic, state) in found)
            {
                if (names++ >= TopicListQuery.MaxNames)
                {
                    if (last is not null)
                        return new TopicPage(page, last);
                    if (!isLong)
                    {
                        await _longSearch.WaitAsync(cancellationToken);
                        isLong = true;
                    }
                }

                if (!access.MayList(caller, topic))
                    continue;
                if (query.Includes(topic))
                {
                    if (page.Count == query.Limit)
                        return new TopicPage(page, last);
                    page.Add((topic, state));
                }

                last = topic.Value;
            }
        }
        finally
        {
            if (isLong)
                _longSearch.Release();
        }

        return new TopicPage(page, Next: null);
    }

    public void Dispose() => _longSearch.Dispose();
}
