namespace Streaming.Server.Core.Properties;

/// <summary>
/// Identifies one request of a producer (a client that numbers its requests) by the producer's id, its number of restarts and the number of
/// the request. A store keeps these values of the most recent accepted request of each producer, so that a repeated request appends
/// nothing.
/// </summary>
/// <param name="Id">The id that the producer (a client that numbers its requests) has chosen for itself.</param>
/// <param name="Epoch">
/// The number of times that the producer (a client that numbers its requests) has restarted. If an earlier request had a higher number, the
/// request is refused.
/// </param>
/// <param name="Seq">
/// The number of the request since the last restart of the producer (a client that numbers its requests): 0 for the first request, then 1,
/// and so on.
/// </param>
internal readonly record struct ProducerStamp(string Id, long Epoch, long Seq)
{
    /// <summary>
    /// The minimum time for which the state of a producer (a client that numbers its requests) is kept after its last request: 7 days.
    /// After that, the state may be deleted if the topic has no room for a new producer.
    /// </summary>
    public static readonly TimeSpan KeepFor = TimeSpan.FromDays(7);
}
