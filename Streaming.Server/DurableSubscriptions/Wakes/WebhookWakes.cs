using Streaming.Server.Core.Concurrency;
using Streaming.Server.DurableSubscriptions.Register;

namespace Streaming.Server.DurableSubscriptions.Wakes;

/// <summary>
/// Runs the requests that deliver wakes (notices of new messages) to webhooks. The time limit of a request is at most the duration of its
/// wake's lease (the right of a worker to process the messages alone). So a subscription rarely has more than one request at a time.
/// </summary>
internal sealed class WebhookWakes(Lazy<WebhookDelivery> delivery, LastResortHandler lastResort) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<object, Task> _running = [];

    /// <summary>Starts to deliver the current wake (notice of new messages) of a subscription to its webhook.</summary>
    public void Start(DurableSubscription subscription)
    {
        var key = new object();
        lock (_gate)
        {
            if (!_stopping.IsCancellationRequested)
                _running.Add(key, lastResort.WatchAsync("delivering a wake to a webhook", RunAsync(key, subscription)));
        }
    }

    /// <summary>Cancels all requests to webhooks, and waits until they have ended.</summary>
    public async Task StopAsync()
    {
        Task[] running;
        await _stopping.CancelAsync();
        lock (_gate)
            running = [.. _running.Values];
        await Task.WhenAll(running);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task RunAsync(object key, DurableSubscription subscription)
    {
        // The request runs on another thread, because the caller may hold the lock.
        await Task.Yield();
        try
        {
            await delivery.Value.DeliverAsync(subscription, _stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The server is stopping. When the lease of the wake (the notice of new messages) expires, another process, or this one after
            // its restart, starts the next wake.
        }
        finally
        {
            lock (_gate)
                _running.Remove(key);
        }
    }
}
