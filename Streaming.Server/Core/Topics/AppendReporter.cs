using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Reports the result of each transaction that appends messages to topics. The reports go to the health check of the store and to the
/// metrics.
/// </summary>
internal sealed class AppendReporter(StoreHealth health, TopicMetrics metrics, TimeProvider time)
{
    /// <summary>Returns the current timestamp, from which the duration of a publish or a transaction is measured.</summary>
    public long Timestamp() => time.GetTimestamp();

    /// <summary>Adds the metric with the number of publishes that wait in the queue of the log writer.</summary>
    /// <param name="waiting">A function that returns the number of publishes that wait in the queue.</param>
    public void ObserveQueue(Func<int> waiting) => metrics.ObserveQueue(waiting);

    /// <summary>Reports that a transaction failed, so that its messages were not appended to their topics.</summary>
    public void Failed(RefusalException refusal) => health.Failed(StoreWriteKind.Appends, refusal);

    /// <summary>Reports that a transaction was committed, so that its messages are appended to their topics.</summary>
    /// <param name="batch">The publish requests whose messages the transaction stores.</param>
    /// <param name="messages">The number of messages in the transaction.</param>
    /// <param name="results">The result of each publish request.</param>
    /// <param name="started">The timestamp at which the transaction began, from which its duration is measured.</param>
    public void Committed(IReadOnlyList<TopicAppend> batch, int messages, AppendResult[] results, long started)
    {
        health.Succeeded(StoreWriteKind.Appends);
        var now = time.GetTimestamp();
        var publishes = 0;
        for (var i = 0; i < results.Length; i++)
        {
            if (results[i] is not { IsBusy: false, Refusal: null })
                continue;
            publishes++;
            metrics.Acknowledged(time.GetElapsedTime(batch[i].Queued, now), inMemory: false);
        }

        metrics.Committed(publishes, messages, time.GetElapsedTime(started, now));
        metrics.Published(results.Sum(static result => result.Appended));
    }
}
