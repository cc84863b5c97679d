using System.Collections.Concurrent;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Fanout.Subscribers;

/// <summary>The frames and times of a transport. All subscribers of a kind share one instance.</summary>
/// <param name="Transport">The transport's name in metrics.</param>
/// <param name="Frames">The wire format of messages.</param>
/// <param name="HeartbeatFrame">The frame that is written when a heartbeat is due.</param>
/// <param name="HeartbeatInterval">The interval of heartbeats.</param>
/// <param name="AnswerTimeout">The time limit for the client's answer to a heartbeat; null if clients do not answer.</param>
/// <param name="Goodbye">The last frame when the server stops; null if the connection writes it instead of its subscribers.</param>
/// <param name="SpreadsGoodbyes">Whether goodbyes are spread over the drain time.</param>
/// <param name="Expired">The last frame when the token expires.</param>
/// <param name="EndsAfterGap">Whether a subscriber ends after a gap, since its client must subscribe again with a new position.</param>
/// <param name="CaughtUp">Creates the frame that marks the end of the replay, from the topic and its newest position at the time of the
/// subscription; null for no such frame.</param>
internal sealed record SubscriberProtocol(
    string Transport, WireFormat Frames, byte[] HeartbeatFrame, TimeSpan HeartbeatInterval, TimeSpan? AnswerTimeout, byte[]? Goodbye,
        bool SpreadsGoodbyes, byte[] Expired, bool EndsAfterGap = false,
    Func<TopicName, Position, byte[]>? CaughtUp = null);
