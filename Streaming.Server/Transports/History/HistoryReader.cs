using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Transports.History;

/// <summary>A range of a topic's log, read page by page. Nothing is held in the log between two pages.</summary>
/// <param name="log">The log.</param>
/// <param name="topic">The topic.</param>
/// <param name="from">The first offset; the larger one when newest comes first.</param>
/// <param name="through">The last offset.</param>
/// <param name="limit">The most messages.</param>
internal sealed class HistoryReader(ITopicLog log, TopicName topic, long from, long through, long limit) : IAsyncEnumerable<Message>
{
    private readonly long _first = from;
    private readonly int _step = from <= through ? 1 : -1;
    private long _next = from;
    private long _left = limit;
    private Task<IReadOnlyList<Message>>? _following;

    /// <summary>A range without messages.</summary>
    public static HistoryReader Empty(ITopicLog log, TopicName topic) => new(log, topic, from: 1, through: 1, limit: 0);

    /// <summary>The next messages, in order; none at the end.</summary>
    /// <param name="readsAhead">Whether the page after it is read meanwhile.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="IOException">Messages in the middle of the range were trimmed away meanwhile: what was read is not whole.</exception>
    public async ValueTask<IReadOnlyList<Message>> ReadPageAsync(bool readsAhead, CancellationToken cancellationToken)
    {
        var page = await (_following ?? ReadAsync(cancellationToken));
        _following = null;
        var isTrimmed = _next != _first && (page.Count > 0 ? page[0].Offset != _next : HasMore);
        if (isTrimmed)
            throw new IOException($"Messages of {topic} were trimmed away while they were read.");
        if (page.Count == 0)
            return page;
        _next = page[^1].Offset + _step;
        _left -= page.Count;
        if (readsAhead && HasMore)
            _following = ReadAsync(cancellationToken);
        return page;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerator<Message> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        while (await ReadPageAsync(readsAhead: true, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var message in page)
                yield return message;
        }
    }

    private bool HasMore => _left > 0 && (through - _next) * _step >= 0;

    private async Task<IReadOnlyList<Message>> ReadAsync(CancellationToken cancellationToken) => HasMore
        ? await log.ReadAsync(topic, _next, through, PageSize.Download with { Messages = (int)Math.Min(_left, PageSize.Download.Messages) }, cancellationToken)
        : [];
}
