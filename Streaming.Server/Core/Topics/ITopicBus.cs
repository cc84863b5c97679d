namespace Streaming.Server.Core.Topics;

/// <summary>Reports to this node that other processes appended to the same store.</summary>
internal interface ITopicBus
{
    /// <summary>
    /// The topics that have new messages, in batches: the topics of one batch are read from the log together. A bus reports the appends
    /// of other processes after their commit; it may report a topic repeatedly, in another order than that of the offsets, and may include
    /// this node's own appends. After a failure the listener calls again; the next call reports what was not reported before. Ends on
    /// cancellation.
    /// </summary>
    IAsyncEnumerable<IReadOnlyList<TopicChange>> ListenAsync(CancellationToken cancellationToken);
}
