using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Reads a range of a topic's messages from the log, page by page. Between two pages the reader keeps no transaction or other resource of
/// the log open.
/// </summary>
internal sealed class LogRange : IAsyncEnumerable<Message>
{
    private readonly ITopicLog _log;
    private readonly TopicName _topic;
    private readonly long _first;
    private readonly long _last;
    private readonly int _step;
    private long _next;
    private long _left;
    private string? _epoch;
    private Task<IReadOnlyList<Message>>? _following;

    private LogRange(ITopicLog log, TopicName topic, long first, long last, int step, long limit)
    {
        (_log, _topic, _first, _last, _step) = (log, topic, first, last, step);
        (_next, _left) = (first, limit);
    }

    /// <summary>The maximum size of each page that is read from the log.</summary>
    public PageSize PageSize { get; set; } = PageSize.Download;

    /// <summary>
    /// The number of pages that one read of this log should fetch for a fast download. The number is higher if each read has a high fixed
    /// cost.
    /// </summary>
    public int MaxPagesPerRead => _log.PagesPerRead;

    /// <summary>Whether the range has messages that were not returned yet.</summary>
    public bool HasMore => _left > 0 && (_last - _next) * _step >= 0;

    /// <summary>
    /// Creates a reader that returns the messages from the oldest offset to the newest offset, at most <paramref name="limit"/> messages.
    /// The range is empty if <paramref name="oldest"/> is greater than <paramref name="newest"/>.
    /// </summary>
    public static LogRange Ascending(ITopicLog log, TopicName topic, long oldest, long newest, long limit = long.MaxValue) =>
        new(log, topic, oldest, newest, 1, limit);

    /// <summary>
    /// Creates a reader that returns the messages from the newest offset to the oldest offset, at most <paramref name="limit"/> messages.
    /// The range is empty if <paramref name="oldest"/> is greater than <paramref name="newest"/>.
    /// </summary>
    public static LogRange Descending(ITopicLog log, TopicName topic, long oldest, long newest, long limit = long.MaxValue) =>
        new(log, topic, newest, oldest, -1, limit);

    /// <summary>Returns the next page of messages of the range; an empty page if all messages of the range were returned.</summary>
    /// <param name="readsAhead">Whether to read the next page in the background already, so that the following call returns sooner.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="RefusalException">Messages in the middle of the range, or the topic, were deleted after the first page was read, so
    /// the result would be incomplete, or would contain messages of the next topic of this name.</exception>
    public async ValueTask<IReadOnlyList<Message>> ReadPageAsync(bool readsAhead, CancellationToken cancellationToken)
    {
        var read = await (_following ?? ReadAsync(cancellationToken));
        _following = null;
        await CheckEpochAsync(read.Count > 0 ? read[^1].Position.Epoch : null, cancellationToken);
        Take(read.Count, read.Count > 0 ? read[0].Offset : 0, read.Count > 0 ? read[^1].Offset : 0);
        if (read.Count > 0 && readsAhead && HasMore)
            _following = ReadAsync(cancellationToken);
        return read;
    }

    /// <summary>
    /// Reads the next messages of the range into a page; adds none if all messages of the range were returned. Calls of this method must
    /// not overlap, and it must not be mixed with <see cref="ReadPageAsync"/>.
    /// </summary>
    /// <param name="page">The page to which the messages are added.</param>
    /// <param name="pages">The size of the read, as a multiple of <see cref="PageSize"/>.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="RefusalException">Messages in the middle of the range, or the topic, were deleted after the first page was read, so
    /// the result would be incomplete, or would contain messages of the next topic of this name.</exception>
    public async ValueTask ReadEncodedAsync(EncodedPage page, int pages, CancellationToken cancellationToken)
    {
        if (HasMore)
            await _log.ReadRowsAsync(_topic, _next, _last, SizeOf(pages), page, cancellationToken);
        await CheckEpochAsync(page.Epoch, cancellationToken);
        Take(page.Count, page.First, page.Last);
    }

    /// <summary>Continues after an earlier message, so that messages which were read but not sent are read again.</summary>
    /// <param name="last">The offset of the last message that was sent.</param>
    /// <param name="unsent">The number of messages that were read after this message.</param>
    public void ReturnTo(long last, int unsent) => (_next, _left) = (last + _step, _left + unsent);

    /// <inheritdoc/>
    public async IAsyncEnumerator<Message> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        while (await ReadPageAsync(readsAhead: true, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var message in page)
                yield return message;
        }
    }

    // The log knows an earlier epoch of a topic (the id of one lifetime of its log) unless the topic was deleted since.
    private async ValueTask CheckEpochAsync(string? epoch, CancellationToken cancellationToken)
    {
        if (epoch is null || string.Equals(epoch, _epoch, StringComparison.Ordinal))
            return;
        if (_epoch is not null && await _log.FindThroughAsync(_topic, _epoch, cancellationToken) is null)
            throw new RefusalException(
                RefusalReason.Conflict, $"Topic {_topic} was deleted and has begun again while it was read; read the topic again.");
        _epoch = epoch;
    }

    private void Take(int count, long first, long last)
    {
        var isTrimmed = _next != _first && (count > 0 ? first != _next : HasMore);
        if (isTrimmed)
            throw new RefusalException(
                RefusalReason.Conflict, $"Retention deleted messages of {_topic} while they were read; read the topic again.");
        if (count > 0)
            (_next, _left) = (last + _step, _left - count);
    }

    private async Task<IReadOnlyList<Message>> ReadAsync(CancellationToken cancellationToken) =>
        HasMore ? await _log.ReadAsync(_topic, _next, _last, SizeOf(1), cancellationToken) : [];

    private PageSize SizeOf(int pages) =>
        new((int)Math.Min(_left, (long)PageSize.Messages * pages), PageSize.Bytes * pages);
}
