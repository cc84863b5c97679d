using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;
using Streaming.Server.Core.Topics;

namespace Streaming.Tests.Support;

/// <summary>A log that passes all calls to another log, and fails or waits when the test requires it.</summary>
internal sealed class FailingLog(ITopicLog inner) : ITopicLog
{
    private TaskCompletionSource _gate = Open();
    private int _commits;
    private int _pageReads;
    private int _jointReads;

    /// <summary>The log behind this one.</summary>
    public ITopicLog Inner => inner;

    /// <summary>Whether appends fail.</summary>
    public bool Fails { get; set; }

    /// <summary>The exception of an append that fails.</summary>
    public Exception Failure { get; set; } = new RefusalException(RefusalReason.Unavailable, "The disk is full; nothing was stored.");

    /// <summary>Whether reads of many topics at once fail.</summary>
    public bool FailsReads { get; set; }

    /// <summary>Whether reads of one topic fail.</summary>
    public bool FailsPageReads { get; set; }

    /// <summary>Whether reads of the state of a topic fail.</summary>
    public bool FailsStates { get; set; }

    /// <summary>Called once, after the next read of the state of a topic.</summary>
    public Func<Task>? AfterState { get; set; }

    /// <summary>Called once, before the next trim.</summary>
    public Func<Task>? BeforeTrim { get; set; }

    /// <summary>Called once, before the next read of one topic.</summary>
    public Func<Task>? BeforeRead { get; set; }

    /// <summary>Called once, after the next deletion of a topic.</summary>
    public Func<Task>? AfterDelete { get; set; }

    /// <summary>The number of transactions that were requested.</summary>
    public int Commits => Volatile.Read(ref _commits);

    /// <summary>The number of reads of one topic.</summary>
    public int PageReads => Volatile.Read(ref _pageReads);

    /// <summary>The number of reads of many topics at once.</summary>
    public int JointReads => Volatile.Read(ref _jointReads);

    /// <summary>The number of health checks that wrote to the log.</summary>
    public int Trials { get; private set; }

    /// <summary>Completes at the first trim.</summary>
    public TaskCompletionSource Trimmed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when an append waits at the gate.</summary>
    public TaskCompletionSource Held { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Makes all later appends wait at the gate.</summary>
    public void Hold() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => _gate.TrySetResult();

    public async ValueTask<AppendResult[]> AppendAsync(IReadOnlyList<AppendRequest> appends, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _commits);
        if (!_gate.Task.IsCompleted)
            Held.TrySetResult();
        await _gate.Task;
        return Fails ? throw Failure : await inner.AppendAsync(appends, cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => inner.StartAsync(cancellationToken);

    public async ValueTask<LogState> GetStateAsync(TopicName topic, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var state = FailsStates ? throw new RefusalException(RefusalReason.Unavailable, "The disk does not answer.")
            : await inner.GetStateAsync(topic, cancellationToken);
        var after = AfterState;
        AfterState = null;
        await (after?.Invoke() ?? Task.CompletedTask);
        return state;
    }

    public ValueTask<IReadOnlyList<(TopicName Topic, LogState State)>> ListAsync(
        TopicName? after, int limit, CancellationToken cancellationToken) =>
        inner.ListAsync(after, limit, cancellationToken);

    public async ValueTask<IReadOnlyList<Message>> ReadAsync(
        TopicName topic, long from, long through, PageSize page, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _pageReads);
        if (BeforeRead is { } before)
        {
            BeforeRead = null;
            await before();
        }

        return FailsPageReads ? throw new RefusalException(RefusalReason.Unavailable, "The disk does not answer.")
            : await inner.ReadAsync(topic, from, through, page, cancellationToken);
    }

    public ValueTask<IReadOnlyList<IReadOnlyList<Message>>> ReadManyAsync(
        IReadOnlyList<TopicRange> ranges, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _jointReads);
        return FailsReads ? throw new RefusalException(RefusalReason.Unavailable, "The disk does not answer.")
            : inner.ReadManyAsync(ranges, cancellationToken);
    }

    public ValueTask<long> FindOffsetAsync(TopicName topic, DateTime time, CancellationToken cancellationToken) =>
        inner.FindOffsetAsync(topic, time, cancellationToken);

    public ValueTask<long?> FindThroughAsync(TopicName topic, string epoch, CancellationToken cancellationToken) =>
        inner.FindThroughAsync(topic, epoch, cancellationToken);

    public ValueTask<bool> WasDeletedAsync(TopicName topic, string epoch, CancellationToken cancellationToken) =>
        inner.WasDeletedAsync(topic, epoch, cancellationToken);

    public async ValueTask<LogState> TrimAsync(TopicName topic, string epoch, long before, CancellationToken cancellationToken)
    {
        var first = BeforeTrim;
        BeforeTrim = null;
        await (first?.Invoke() ?? Task.CompletedTask);
        var state = await inner.TrimAsync(topic, epoch, before, cancellationToken);
        Trimmed.TrySetResult();
        return state;
    }

    public async ValueTask CheckAsync(bool isWriting, CancellationToken cancellationToken)
    {
        Trials += isWriting ? 1 : 0;
        await (isWriting && Fails ? throw new RefusalException(RefusalReason.Unavailable, "The disk is full.")
            : inner.CheckAsync(isWriting, cancellationToken));
    }

    public async ValueTask<DeleteOutcome> DeleteAsync(TopicName topic, DateTime? expiredAt, CancellationToken cancellationToken)
    {
        var result = await inner.DeleteAsync(topic, expiredAt, cancellationToken);
        if (AfterDelete is { } after)
        {
            AfterDelete = null;
            await after();
        }

        return result;
    }

    public ValueTask DeleteRemainsAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return inner.DeleteRemainsAsync(cancellationToken);
    }

    public ValueTask TouchAsync(IReadOnlyList<TopicTouch> touches, CancellationToken cancellationToken) =>
        inner.TouchAsync(touches, cancellationToken);

    public ValueTask<IReadOnlyList<TopicName>> ListExpiredAsync(DateTime time, int limit, CancellationToken cancellationToken) =>
        inner.ListExpiredAsync(time, limit, cancellationToken);

    public ValueTask DeleteKeysAsync(DateTime time, CancellationToken cancellationToken) => inner.DeleteKeysAsync(time, cancellationToken);

    private static TaskCompletionSource Open()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }
}
