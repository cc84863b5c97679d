using Streaming.Server.Core.Messages;

namespace Streaming.Server.DurableSubscriptions.Wakes;

/// <summary>Describes the state of one stream of a durable subscription.</summary>
/// <param name="Topic">The topic of the stream.</param>
/// <param name="IsExplicit">Whether a client has added the stream explicitly; false if it only matches the pattern.</param>
/// <param name="Acked">The position of the last acknowledged message, in the current lifetime of the topic's log; null if no message is
/// acknowledged.</param>
/// <param name="Tail">The position of the newest message of the stream.</param>
internal sealed record StreamState(TopicName Topic, bool IsExplicit, Position? Acked, Position Tail)
{
    /// <summary>Whether the stream has messages that no worker has acknowledged.</summary>
    public bool HasPending => Tail.Offset > (Acked?.Offset ?? 0);
}
