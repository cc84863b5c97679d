using System.Collections.Concurrent;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Fanout.Subscribers;

/// <summary>
/// The frames and time limits with which a transport sends messages to subscribers. All subscribers of the same kind share one instance.
/// </summary>
/// <param name="Transport">The name of the transport in metrics.</param>
/// <param name="Frames">The wire format in which messages are encoded.</param>
/// <param name="HeartbeatFrame">The frame that is sent as a heartbeat.</param>
/// <param name="HeartbeatInterval">The interval after which an idle subscriber receives a heartbeat.</param>
/// <param name="AnswerTimeout">The time in which the client must answer a heartbeat; null if clients of this transport do not
/// answer.</param>
/// <param name="Goodbye">The last frame to a subscriber when the server stops; null if the connection itself writes this frame.</param>
/// <param name="SpreadsGoodbyes">Whether the last frames are sent at random times within <c>Delivery:DrainTime</c> when the server
/// stops.</param>
/// <param name="Expired">The last frame to a subscriber whose token has expired.</param>
/// <param name="EndsAfterGap">Whether a subscription ends after a gap (a message in place of deleted messages), since the client must
/// subscribe again.</param>
/// <param name="CaughtUp">Creates the frame that marks the end of the replay, from the topic's name and its newest position at the time of
/// the subscription. Null if the transport has no such frame.</param>
internal sealed record SubscriberProtocol(
    string Transport, WireFormat Frames, byte[] HeartbeatFrame, TimeSpan HeartbeatInterval, TimeSpan? AnswerTimeout, byte[]? Goodbye,
        bool SpreadsGoodbyes, byte[] Expired, bool EndsAfterGap = false,
    Func<TopicName, Position, byte[]>? CaughtUp = null);
