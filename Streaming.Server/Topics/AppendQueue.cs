using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Streaming.Server.Messages;
using Streaming.Server.Observability;

namespace Streaming.Server.Topics;

/// <summary>
/// The one writer of this node's log: it takes all publishes that wait, writes them in one transaction (group commit), shows them to readers, and only
/// then lets their publishers go on. At shutdown it writes what it has taken.
/// </summary>
internal sealed partial class AppendQueue : IHostedService, IAsyncDisposable
{
    // Enough to share one commit among thousands of publishes, small enough that the first of them does not wait long.
    private const int MaxBatchMessages = 8_192;
    private const int MaxBatchBytes = 8 << 20;

    private readonly Channel<Pending> _queue;
    private readonly ITopicLog _log;
    private readonly StoreHealth _health;
    private readonly StreamingMetrics _metrics;
    private readonly LastResort _lastResort;
    private readonly ILogger<AppendQueue> _logger;
    private readonly OwnThread _thread;
    private readonly List<Pending> _batch = [];
    private Task _loop = Task.CompletedTask;

    public AppendQueue(
        ITopicLog log, IOptions<TopicOptions> options, StoreHealth health, StreamingMetrics metrics, LastResort lastResort, ILogger<AppendQueue> logger)
    {
        _log = log;
        _health = health;
        _metrics = metrics;
        _lastResort = lastResort;
        _logger = logger;
        _thread = new OwnThread("Log writer", lastResort);
        _queue = Channel.CreateBounded<Pending>(new BoundedChannelOptions(options.Value.AppendQueue) { SingleReader = true });
    }

    /// <summary>Is told of each topic that was written to, when that is durable and shown. Must not block: it is the writer's thread.</summary>
    public Action<TopicName>? OnWritten { get; set; }

    public async ValueTask<AppendResult> AppendAsync(Topic topic, Append append, CancellationToken cancellationToken)
    {
        var pending = new Pending(topic, append);
        try
        {
            await _queue.Writer.WriteAsync(pending, cancellationToken);
        }
        catch (ChannelClosedException e)
        {
            throw new RefusalException(RefusalReason.Unavailable, "The server is stopping; send the message again to the server that follows.", e);
        }

        // Once taken it is written, whether or not its publisher still waits.
        return await pending.Done.Task.WaitAsync(cancellationToken);
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _log.StartAsync(cancellationToken);
        _loop = _thread.RunAsync(RunAsync);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        // Not by the token: others may have used it up, and what was taken is to be written all the same.
        if (!await OwnThread.HasEndedAsync(_loop))
            LogNotFlushed();
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await OwnThread.HasEndedAsync(_loop);
        _thread.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            await WriteAllAsync();
        }
        catch (Exception e)
        {
            // Without its writer the server would take publishes and never answer them.
            _queue.Writer.TryComplete();
            _lastResort.Stop("the writer of the log", e);
            var refusal = new RefusalException(RefusalReason.Unavailable, "The server is stopping after an error; send the message again under its Idempotency-Key.", e);
            while (_queue.Reader.TryRead(out var pending))
                _batch.Add(pending);
            _batch.ForEach(pending => pending.Done.TrySetException(refusal));
        }
    }

    private async Task WriteAllAsync()
    {
        while (await _queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            int messages = 0, bytes = 0;
            while (messages < MaxBatchMessages && bytes < MaxBatchBytes && _queue.Reader.TryRead(out var pending))
            {
                _batch.Add(pending);
                messages += pending.Append.Messages.Count;
                bytes += pending.Append.Messages.Sum(message => message.Data.Length);
            }

            await WriteAsync(_batch, messages);
            _batch.Clear();
        }
    }

    private async ValueTask WriteAsync(List<Pending> batch, int messages)
    {
        AppendResult[] results;
        try
        {
            results = await _log.AppendAsync(batch.ConvertAll(pending => pending.Append), CancellationToken.None);
        }
        catch (Exception e)
        {
            // Whatever the store's trouble is, the publishers must hear of it and the next batch must be tried.
            LogAppendFailed(e, messages);
            var refusal = e as RefusalException ?? new RefusalException(RefusalReason.Unavailable, "The message could not be stored; nothing was published. Try again later.", e);
            _health.Failed(StoreWork.Appends, refusal);
            foreach (var pending in batch)
                pending.Done.SetException(refusal);
            return;
        }

        _health.Succeeded(StoreWork.Appends);

        _metrics.Committed(batch.Count, messages);
        for (var i = 0; i < batch.Count; i++)
        {
            Show(batch[i], results[i]);
            batch[i].Done.SetResult(results[i]);
        }

        // Acknowledged first, delivered then: publishes that come meanwhile are joined with these.
        foreach (var pending in batch)
            pending.Topic.Wake(mayDeliverHere: false);
        if (OnWritten is { } tell)
            batch.ForEach(pending => _lastResort.Run("telling of a topic that was written to", tell, pending.Topic.Name));
    }

    // They are stored: where readers cannot be shown them from memory, they read them from the log.
    private void Show(Pending pending, in AppendResult result)
    {
        try
        {
            pending.Topic.ApplyAppended(pending.Append, result);
        }
        catch (Exception e)
        {
            _lastResort.Report($"showing the messages of topic {pending.Topic.Name} to its readers", e);
            pending.Topic.MoveTo(result.Last);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Failed to store {Messages} messages; their publishers were told.")]
    private partial void LogAppendFailed(Exception exception, int messages);

    [LoggerMessage(2, LogLevel.Error, "Failed to write all messages before the end: the log does not answer; their publishers got no acknowledgement.")]
    private partial void LogNotFlushed();

    private sealed record Pending(Topic Topic, Append Append)
    {
        public TaskCompletionSource<AppendResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
