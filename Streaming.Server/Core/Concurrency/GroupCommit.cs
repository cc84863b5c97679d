using System.Threading.Channels;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Concurrency;

/// <summary>
/// Implements group commit: commits all items that wait in a queue in one transaction, on a dedicated thread. A caller that adds an item
/// waits until the item is committed. While the queue is full, other callers wait before they can add an item. At shutdown all queued items
/// are committed.
/// </summary>
internal sealed class GroupCommit<TItem, TResult> : IAsyncDisposable
{
    private static readonly PendingCommit<TItem, TResult> s_wake = new(default!);

    private readonly Channel<PendingCommit<TItem, TResult>> _queue;
    private readonly GroupCommitSettings<TItem> _settings;
    private readonly Func<List<PendingCommit<TItem, TResult>>, ValueTask> _commit;
    private readonly LastResortHandler _lastResort;
    private readonly SingleThreadScheduler _thread;
    private readonly List<PendingCommit<TItem, TResult>> _batch = [];
    private Task _loop = Task.CompletedTask;

    /// <param name="settings">The name of the thread, and the limits of the queue.</param>
    /// <param name="commit">A function that commits a batch of items and completes the task of each item. The list of items is reused after
    /// the call.</param>
    /// <param name="lastResort">The handler that stops the host if the function <paramref name="commit"/> throws an exception.</param>
    public GroupCommit(GroupCommitSettings<TItem> settings, Func<List<PendingCommit<TItem, TResult>>, ValueTask> commit,
        LastResortHandler lastResort)
    {
        (_settings, _commit, _lastResort) = (settings, commit, lastResort);
        _thread = new SingleThreadScheduler(settings.Name, lastResort);
        _queue = Channel.CreateBounded<PendingCommit<TItem, TResult>>(new BoundedChannelOptions(settings.Capacity) { SingleReader = true });
    }

    /// <summary>The number of items that wait in the queue to be committed.</summary>
    public int Waiting => _queue.Reader.Count;

    /// <summary>
    /// Queues an item and waits for its commit. The wait for space in the queue can be cancelled; the wait for the commit cannot, so that
    /// the caller always learns the outcome.
    /// </summary>
    /// <exception cref="RefusalException">The commit of the item failed, or the server is stopping.</exception>
    public async ValueTask<TResult> CommitAsync(TItem item, CancellationToken cancellationToken)
    {
        var pending = new PendingCommit<TItem, TResult>(item);
        try
        {
            await _queue.Writer.WriteAsync(pending, cancellationToken);
        }
        catch (ChannelClosedException e)
        {
            throw new RefusalException(RefusalReason.Unavailable, "The server is stopping; send the request again after its restart.", e);
        }

        return await pending.Done.Task;
    }

    /// <summary>
    /// Takes over an item that waits in another group commit: adds the item to this queue. When the item is committed here, the caller that
    /// waits for the item is notified. The method waits while this queue is full.
    /// </summary>
    public ValueTask TakeOverAsync(PendingCommit<TItem, TResult> pending) => _queue.Writer.WriteAsync(pending);

    /// <summary>
    /// Wakes the thread that commits, even if no item is queued. Does nothing if the queue is full, because the thread is already awake
    /// then.
    /// </summary>
    public void Wake() => _queue.Writer.TryWrite(s_wake);

    public void Start() => _loop = _thread.RunAsync(RunAsync);

    /// <summary>Stops accepting items, and waits up to five seconds until the queued items are committed.</summary>
    /// <returns>False if the items were not committed within five seconds.</returns>
    public Task<bool> StopAsync()
    {
        _queue.Writer.TryComplete();
        return SingleThreadScheduler.HasEndedAsync(_loop);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _thread.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (await _queue.Reader.WaitToReadAsync(CancellationToken.None))
            {
                Take();
                await _commit(_batch);
                _batch.Clear();
            }
        }
        catch (Exception e)
        {
            // The loop that commits items has failed. The queue accepts no more items, and all waiting callers receive an error: otherwise
            // they would wait forever.
            _queue.Writer.TryComplete();
            _lastResort.Stop(_settings.Work, e);
            var refusal = new RefusalException(
                RefusalReason.Unavailable,
                "The server is stopping after an error. It is unknown whether the request was stored; send it again under its " +
                "Idempotency-Key.", e);
            while (_queue.Reader.TryRead(out var pending))
                _batch.Add(pending);
            _batch.ForEach(pending => pending.Done.TrySetException(refusal));
        }
    }

    private void Take()
    {
        for (var weight = 0L; weight < _settings.MaxWeight && _queue.Reader.TryRead(out var pending);)
        {
            if (ReferenceEquals(pending, s_wake))
                continue;
            _batch.Add(pending);
            weight += _settings.Weigh(pending.Item);
        }
    }
}
