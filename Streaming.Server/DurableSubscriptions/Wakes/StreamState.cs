using Streaming.Server.Core.Messages;

namespace Streaming.Server.DurableSubscriptions.Wakes;

/// <summary>The state of one stream of a durable subscription.</summary>
/// <param name="Topic">The topic of the stream.</param>
/// <param name="IsExplicit">Whether a client has added the stream explicitly; false if it only matches the pattern.</param>
/// <param name="Acked">The last acknowledged position in the current lifetime of the topic; null before the first message.</param>
/// <param name="Tail">The position of the newest message.</param>
internal sealed record StreamState(TopicName Topic, bool IsExplicit, Position? Acked, Position Tail)
{
    /// <summary>Whether the stream has messages that no worker has acknowledged.</summary>
    public bool HasPending => Tail.Offset > (Acked?.Offset ?? 0);
}
