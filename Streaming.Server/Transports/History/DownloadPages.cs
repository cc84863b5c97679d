using System.IO.Pipelines;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Transports.History;

/// <summary>
/// Reads the pages of one download from the log. If each read has to wait for a database, one read fetches several pages, as long as the
/// client receives them without delay. If the client is slow, all pages except one are removed from memory.
/// </summary>
internal sealed class DownloadPages(LogRange history, PageLimits limits) : IDisposable
{
    // If sending a page takes longer than this time, the client counts as slow.
    private static readonly TimeSpan s_slowAfter = TimeSpan.FromMilliseconds(100);

    private CapacityLease? _largeReads;
    private bool _isFirst = true;

    /// <summary>
    /// Returns the next page of messages; an empty page if there are no more messages. The caller must hold a permit of the limiter of
    /// downloads.
    /// </summary>
    public ValueTask<IReadOnlyList<Message>> ReadAsync(CancellationToken cancellationToken)
    {
        // The first read fetches only one page, so that a short download reads no more than it needs.
        if (!_isFirst && history.MaxPagesPerRead > 1)
            _largeReads ??= limits.LargeReads.TryLease();
        _isFirst = false;
        history.PagesPerRead = _largeReads is null ? 1 : history.MaxPagesPerRead;
        // The next page is read in advance only if no other download is waiting for a permit to read a page.
        return history.ReadPageAsync(readsAhead: !limits.Downloads.IsContended, cancellationToken);
    }

    /// <summary>Sends an encoded page to the client.</summary>
    public async ValueTask FlushAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        var flush = output.FlushAsync(cancellationToken);
        if (!flush.IsCompleted && _largeReads is not null)
        {
            var task = flush.AsTask();
            using var received = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            if (await Task.WhenAny(task, Task.Delay(s_slowAfter, TimeProvider.System, received.Token)) != task)
                Forget();
            await received.CancelAsync();
            await task;
            return;
        }

        await flush;
    }

    public void Dispose() => _largeReads?.Dispose();

    private void Forget()
    {
        history.ForgetUnreturned();
        _largeReads?.Dispose();
        (_largeReads, _isFirst) = (null, true);
    }
}
