using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Streaming.Server.Messages;

namespace Streaming.Server.Webhooks;

/// <summary>The topics that are being delivered in this process, so that more of them needs no job of its own.</summary>
internal sealed class WebhookRuns(IOptions<WebhookOptions> options)
{
    private readonly ConcurrentDictionary<(WebhookId, TopicName), WebhookRun> _runs = new();

    /// <summary>Whether there is room for one that only watches for more.</summary>
    public bool HaveRoom => _runs.Count <= options.Value.Concurrency / 2;

    /// <summary>Begins one; null if this process has it already.</summary>
    public WebhookRun? Begin(WebhookId id, TopicName topic)
    {
        var run = new WebhookRun(() => _runs.TryRemove((id, topic), out _));
        return _runs.TryAdd((id, topic), run) ? run : null;
    }

    /// <summary>Tells whoever delivers the topic here that there is more; false if nobody does, so that it is a job's business.</summary>
    public bool Wake(WebhookId id, TopicName topic) => _runs.TryGetValue((id, topic), out var run) && run.Wake();
}

/// <summary>One topic while it is being delivered here.</summary>
internal sealed class WebhookRun(Action onEnd) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _more = new(0, 1);
    private bool _ended;

    /// <summary>There is more; false if it has ended.</summary>
    public bool Wake()
    {
        lock (_gate)
        {
            if (!_ended && _more.CurrentCount == 0)
                _more.Release();
            return !_ended;
        }
    }

    /// <summary>Waits for more; false if none came in time.</summary>
    public async Task<bool> WaitAsync(TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await _more.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Ends, unless it was told of more that it has not looked for.</summary>
    public bool TryEnd()
    {
        lock (_gate)
            _ended = !_more.Wait(TimeSpan.Zero);
        return _ended;
    }

    public void Dispose()
    {
        lock (_gate)
            _ended = true;
        onEnd();
        _more.Dispose();
    }
}
