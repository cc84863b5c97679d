using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>One topic while it is being delivered here.</summary>
internal sealed class ActiveDelivery(Action onEnd) : IDisposable
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
