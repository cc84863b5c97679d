namespace Streaming.Server.Core.Topics.Properties;

/// <summary>
/// Identifies one request of an idempotent producer, so that a repeated request appends nothing. In a store: the last request of the
/// producer that was accepted.
/// </summary>
/// <param name="Id">The name that the producer has given itself.</param>
/// <param name="Epoch">The number of the producer's restarts. Requests with an earlier one are refused.</param>
/// <param name="Seq">The number of the request in its epoch, from 0.</param>
internal readonly record struct ProducerStamp(string Id, long Epoch, long Seq)
{
    /// <summary>The time after which a producer that was not used may be forgotten, if its topic has too many: 7 days.</summary>
    public static readonly TimeSpan KeepFor = TimeSpan.FromDays(7);
}
