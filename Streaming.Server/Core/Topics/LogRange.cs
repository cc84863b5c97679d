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
    private Task<IReadOnlyList<Message>>? _following;

    // The messages of the most recent read from the log, and the number of them that the caller has already received.
    private IReadOnlyList<Message> _read = [];
    private int _returned;

    private LogRange(ITopicLog log, TopicName topic, long first, long last, int step, long limit)
    {
        (_log, _topic, _first, _last, _step) = (log, topic, first, last, step);
        (_next, _left) = (first, limit);
    }

    /// <summary>The maximum size of each page that is read from the log.</summary>
    public PageSize PageSize { get; set; } = PageSize.Download;

    /// <summary>
    /// The number of pages that one read of the log fetches (default 1). The pages stay in memory until they are returned one by one, or
    /// until <see cref="ForgetUnreturned"/> is called.
    /// </summary>
    public int PagesPerRead { get; set; } = 1;

    /// <summary>
    /// The number of pages that one read of this log should fetch for a fast download. The number is more than one if each read has a high
    /// fixed cost.
    /// </summary>
    public int MaxPagesPerRead => _log.PagesPerRead;

    private bool HasMore => _left > 0 && (_last - _next) * _step >= 0;

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
    /// <exception cref="RefusalException">Messages in the middle of the range were deleted after its first page was read, so the result
    /// would be incomplete.</exception>
    public async ValueTask<IReadOnlyList<Message>> ReadPageAsync(bool readsAhead, CancellationToken cancellationToken)
    {
        if (_returned == _read.Count)
            await ReadLogAsync(readsAhead, cancellationToken);
        return TakePage();
    }

    /// <summary>
    /// Removes from memory the messages that were read from the log but not returned yet. They are read again when they are needed.
    /// </summary>
    public void ForgetUnreturned()
    {
        _following = null;
        if (_returned < _read.Count)
            (_next, _left) = (_read[_returned].Offset, _left + _read.Count - _returned);
        (_read, _returned) = ([], 0);
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

    private async ValueTask ReadLogAsync(bool readsAhead, CancellationToken cancellationToken)
    {
        var read = await (_following ?? ReadAsync(cancellationToken));
        _following = null;
        var isTrimmed = _next != _first && (read.Count > 0 ? read[0].Offset != _next : HasMore);
        if (isTrimmed)
            throw new RefusalException(
                RefusalReason.Conflict, $"Retention deleted messages of {_topic} while they were read; read the topic again.");
        (_read, _returned) = (read, 0);
        if (read.Count == 0)
            return;
        _next = read[^1].Offset + _step;
        _left -= read.Count;
        if (readsAhead && HasMore)
            _following = ReadAsync(cancellationToken);
    }

    private IReadOnlyList<Message> TakePage()
    {
        var end = _returned;
        for (var bytes = 0; end < _read.Count && end - _returned < PageSize.Messages && bytes < PageSize.Bytes; end++)
            bytes += _read[end].Data.Length;
        var page = end - _returned == _read.Count ? _read : [.. _read.Skip(_returned).Take(end - _returned)];
        // Messages that were returned are not kept in memory, because the caller may wait for its client for a long time.
        (_read, _returned) = end == _read.Count ? ([], 0) : (_read, end);
        return page;
    }

    private async Task<IReadOnlyList<Message>> ReadAsync(CancellationToken cancellationToken)
    {
        if (!HasMore)
            return [];
        var messages = (int)Math.Min(_left, (long)PageSize.Messages * PagesPerRead);
        return await _log.ReadAsync(_topic, _next, _last, new PageSize(messages, PageSize.Bytes * PagesPerRead), cancellationToken);
    }
}
