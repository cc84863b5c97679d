namespace Streaming.Server.Core.Properties;

/// <summary>
/// Identifies one request of an idempotent producer (a client that numbers its requests), so that a repeated request appends nothing. A
/// store keeps the stamp of the last accepted request of each producer.
/// </summary>
/// <param name="Id">The name that the producer has chosen for itself.</param>
/// <param name="Epoch">The number of times that the producer has restarted. Requests with a lower number are refused.</param>
/// <param name="Seq">The number of the request since the producer's last restart, from 0.</param>
internal readonly record struct ProducerStamp(string Id, long Epoch, long Seq)
{
    /// <summary>The time after which an unused producer may be removed if its topic has too many producers: 7 days.</summary>
    public static readonly TimeSpan KeepFor = TimeSpan.FromDays(7);
}
