using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>Reports the result of each append transaction to the health check and to the metrics.</summary>
internal sealed class AppendReporter(StoreHealth health, TopicMetrics metrics)
{
    /// <summary>Reports that a transaction failed.</summary>
    public void Failed(RefusalException refusal) => health.Failed(StoreWork.Appends, refusal);

    /// <summary>Reports that a transaction was committed.</summary>
    /// <param name="publishes">The number of publishes in the transaction.</param>
    /// <param name="messages">The number of messages in the transaction.</param>
    /// <param name="results">The result of each publish.</param>
    public void Committed(int publishes, int messages, AppendResult[] results)
    {
        health.Succeeded(StoreWork.Appends);
        metrics.Committed(publishes, messages);
        metrics.Published(results.Sum(static result => result.Appended));
    }
}
