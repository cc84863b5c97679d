using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Reports the result of each transaction that appends messages to topics. The reports go to the health check of the store and to the
/// metrics.
/// </summary>
internal sealed class AppendReporter(StoreHealth health, TopicMetrics metrics)
{
    /// <summary>Reports that a transaction failed, so that its messages were not appended to their topics.</summary>
    public void Failed(RefusalException refusal) => health.Failed(StoreWriteKind.Appends, refusal);

    /// <summary>Reports that a transaction was committed, so that its messages are appended to their topics.</summary>
    /// <param name="publishes">The number of publish requests in the transaction.</param>
    /// <param name="messages">The number of messages in the transaction.</param>
    /// <param name="results">The result of each publish request.</param>
    public void Committed(int publishes, int messages, AppendResult[] results)
    {
        health.Succeeded(StoreWriteKind.Appends);
        metrics.Committed(publishes, messages);
        metrics.Published(results.Sum(static result => result.Appended));
    }
}
