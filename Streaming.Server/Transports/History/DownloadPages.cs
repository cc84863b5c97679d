using System.IO.Pipelines;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Transports.History;

/// <summary>
/// Reads and sends the pages of one download. The next page is read and encoded while a page is sent, and pages are larger, as long as the
/// client receives them without delay. If the client is slow, all messages that it has not accepted are removed from memory.
/// </summary>
internal sealed class DownloadPages(LogRange history, PageLimits limits, IMessageEncoder encoder) : IAsyncDisposable
{
    // If sending a part of a page takes longer than this time, the client counts as slow.
    private static readonly TimeSpan s_slowAfter = TimeSpan.FromMilliseconds(100);

    private CapacityLease? _largeReads;
    private Task<EncodedPage>? _following;
    private bool _isFirst = true;
    private bool _isFast;

    /// <summary>Reads the next page. It has no messages if there are no more; it then has the end of the file.</summary>
    public async ValueTask<EncodedPage> ReadAsync(CancellationToken cancellationToken)
    {
        using var permit = await limits.Downloads.AcquireAsync(cancellationToken);
        var page = await (_following ?? ReadPageAsync(cancellationToken));
        // The next page is read in advance only if no other download is waiting for a permit to read a page.
        var readsAhead = _isFast && page.Count > 0 && !limits.Downloads.IsContended;
        _following = readsAhead ? ReadPageAsync(cancellationToken) : null;
        return page;
    }

    /// <summary>Sends a page to the client.</summary>
    public async ValueTask SendAsync(EncodedPage page, PipeWriter output, CancellationToken cancellationToken)
    {
        using (page)
        {
            for (var i = 0; i < page.Parts; i++)
            {
                var part = page.Part(i);
                // One copy into memory of the right size becomes one chunk of the response.
                part.CopyTo(output.GetSpan(part.Length));
                output.Advance(part.Length);
                var flush = output.FlushAsync(cancellationToken);
                if (flush.IsCompleted)
                {
                    await flush;
                    continue;
                }

                var task = flush.AsTask();
                if (!_isFast || await IsSlowAsync(task, cancellationToken))
                {
                    await ForgetAsync(page, i);
                    await task;
                    return;
                }

                await task;
            }
        }

        _isFast = true;
    }

    public async ValueTask DisposeAsync()
    {
        _largeReads?.Dispose();
        if (await EndedAsync(_following) is { } page)
            page.Dispose();
    }

    private async Task<EncodedPage> ReadPageAsync(CancellationToken cancellationToken)
    {
        // The first read fetches only one small page, so that a short download reads no more than it needs.
        if (_isFast && history.MaxPagesPerRead > 1)
            _largeReads ??= limits.LargeReads.TryLease();
        var page = new EncodedPage(encoder, isLarge: _largeReads is not null);
        try
        {
            if (_isFirst)
                page.Begin();
            _isFirst = false;
            await history.ReadEncodedAsync(page, _largeReads is null ? 1 : history.MaxPagesPerRead, cancellationToken);
            page.End(endsFile: page.Count == 0);
            return page;
        }
        catch
        {
            page.Dispose();
            throw;
        }
    }

    private static async ValueTask<bool> IsSlowAsync(Task flush, CancellationToken cancellationToken)
    {
        using var received = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var isSlow = await Task.WhenAny(flush, Task.Delay(s_slowAfter, TimeProvider.System, received.Token)) != flush;
        await received.CancelAsync();
        return isSlow;
    }

    private static async ValueTask<EncodedPage?> EndedAsync(Task<EncodedPage>? read)
    {
        if (read is null)
            return null;
        await ((Task)read).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        return read.IsCompletedSuccessfully ? await read : null;
    }

    // Removes all that was read after a part that is being sent. It is read again when it is needed.
    private async ValueTask ForgetAsync(EncodedPage page, int part)
    {
        _isFast = false;
        _largeReads?.Dispose();
        _largeReads = null;
        var (count, last) = page.Through(part);
        var unsent = page.Count - count;
        // A read that failed has taken no messages, and fails again when it is repeated.
        using var following = await EndedAsync(_following);
        _following = null;
        unsent += following?.Count ?? 0;
        if (unsent > 0)
            history.ReturnTo(last, unsent);
        page.Dispose();
    }
}
