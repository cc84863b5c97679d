using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>
/// Represents the running delivery of one topic to one webhook in this process. When the delivery has sent all messages of the topic, it
/// waits with this object until other code reports new messages.
/// </summary>
internal sealed class ActiveDelivery(TimeSpan linger, TimeProvider time, Action onEnd) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _more = new(0, 1);
    private bool _ended;

    /// <summary>Notifies the delivery that its topic has new messages; returns false if the delivery has ended.</summary>
    public bool Wake()
    {
        lock (_gate)
        {
            if (!_ended && _more.CurrentCount == 0)
                _more.Release();
            return !_ended;
        }
    }

    /// <summary>
    /// Waits until the topic has new messages, at most for <see cref="WebhookOptions.Linger"/>. Returns false if no messages were added in
    /// this time.
    /// </summary>
    public async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(linger, time);
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

    /// <summary>
    /// Ends the delivery. Returns false if the delivery must continue, because it was notified of new messages that it has not read yet.
    /// </summary>
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
