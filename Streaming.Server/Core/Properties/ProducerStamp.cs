namespace Streaming.Server.Core.Properties;

/// <summary>
/// Identifies one request of a producer by the producer's id, its number of restarts and the number of the request, so that a repeated
/// request appends nothing. A store keeps this data of the most recent accepted request of each producer.
/// </summary>
/// <param name="Id">The name that the producer has given itself.</param>
/// <param name="Epoch">The number of times that the producer has restarted. A request with a lower epoch than an earlier request is
/// refused.</param>
/// <param name="Seq">The number of the request in its epoch: 0 for the first request after a restart of the producer, then 1, and so
/// on.</param>
internal readonly record struct ProducerStamp(string Id, long Epoch, long Seq)
{
    /// <summary>
    /// The time after the last request of a producer (7 days) from which its state may be deleted, if the topic has no room for another
    /// producer.
    /// </summary>
    public static readonly TimeSpan KeepFor = TimeSpan.FromDays(7);
}
