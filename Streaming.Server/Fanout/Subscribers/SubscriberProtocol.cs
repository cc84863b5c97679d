using System.Collections.Concurrent;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Fanout.Subscribers;

/// <summary>How a transport writes to its readers. One instance for all of a kind.</summary>
/// <param name="Transport">The transport's name in metrics.</param>
/// <param name="Frames">How messages are written.</param>
/// <param name="Beat">What is written when nothing was for a while.</param>
/// <param name="Heartbeat">After how long.</param>
/// <param name="AnswerLimit">How long the far side may take to answer a heartbeat before it counts as dead; null if it need not answer.</param>
/// <param name="Goodbye">What is written last when the server stops; null where the connection says it, not its readers.</param>
/// <param name="SpreadsGoodbyes">Whether goodbyes are spread over the drain time.</param>
/// <param name="Expired">What is written last when the reader's token has ended.</param>
/// <param name="EndsAtGap">Whether a reader ends when it has been told of a gap, since its far side must come back with a new position.</param>
/// <param name="CaughtUp">What is written when the replay is over, from the topic and its newest position at the time of the subscription; null for nothing.</param>
internal sealed record SubscriberProtocol(
    string Transport, WireFormat Frames, byte[] Beat, TimeSpan Heartbeat, TimeSpan? AnswerLimit, byte[]? Goodbye, bool SpreadsGoodbyes, byte[] Expired, bool EndsAtGap = false,
    Func<TopicName, Position, byte[]>? CaughtUp = null);
