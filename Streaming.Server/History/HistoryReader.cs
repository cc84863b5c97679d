using System.Runtime.CompilerServices;
using Streaming.Server.Messages;
using Streaming.Server.Topics;

namespace Streaming.Server.History;

/// <summary>A range of a topic's log, read page by page; the next page is fetched while one is written. Nothing is held in the log between two pages.</summary>
/// <param name="Log">The log.</param>
/// <param name="Topic">The topic.</param>
/// <param name="From">The first offset; the larger one when newest comes first.</param>
/// <param name="Through">The last offset.</param>
/// <param name="Limit">The most messages.</param>
internal sealed record HistoryReader(ITopicLog Log, TopicName Topic, long From, long Through, long Limit)
{
    private int Step => From <= Through ? 1 : -1;

    /// <summary>The messages, in order.</summary>
    /// <exception cref="IOException">Messages in the middle of the range were trimmed away meanwhile: what was read is not whole.</exception>
    public async IAsyncEnumerable<Message> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var left = Limit;
        var next = From;
        var page = await PageAsync(next, left, cancellationToken);
        while (page.Count > 0)
        {
            if (next != From && page[0].Offset != next)
                throw Trimmed();
            next = page[^1].Offset + Step;
            left -= page.Count;
            var following = PageAsync(next, left, cancellationToken);
            foreach (var message in page)
                yield return message;
            page = await following;
        }

        if (next != From && left > 0 && (Through - next) * Step >= 0)
            throw Trimmed();
    }

    private IOException Trimmed() => new($"Messages of {Topic} were trimmed away while they were read.");


    private async Task<IReadOnlyList<Message>> PageAsync(long next, long left, CancellationToken cancellationToken) =>
        left <= 0 || (Through - next) * Step < 0
            ? []
            : await Log.ReadAsync(Topic, next, Through, PageSize.Download with { Messages = (int)Math.Min(left, PageSize.Download.Messages) }, cancellationToken);
}
