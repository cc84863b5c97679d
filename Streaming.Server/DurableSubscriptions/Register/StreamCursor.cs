using Streaming.Server.Core.Messages;

namespace Streaming.Server.DurableSubscriptions.Register;

/// <summary>The position up to which the workers of a durable subscription have acknowledged a stream.</summary>
/// <param name="Topic">The topic of the stream.</param>
/// <param name="Acked">The position of the last acknowledged message; null before the first message.</param>
internal sealed record StreamCursor(TopicName Topic, Position? Acked);
