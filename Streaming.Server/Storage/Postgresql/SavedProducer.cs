using Streaming.Server.Core.Properties;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>The state of a producer (a client that numbers its requests) that a commit stores.</summary>
/// <param name="Stamp">The producer's latest accepted request.</param>
/// <param name="Time">The time of this request (UTC).</param>
/// <param name="Stored">
/// The state that was read before the commit; null if there was none. The commit fails if another node has changed it since.
/// </param>
internal sealed record SavedProducer(ProducerStamp Stamp, DateTime Time, ProducerStamp? Stored);
