using System.Collections.Concurrent;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Fanout.Subscribers;

/// <summary>
/// The frames and time limits of a transport for its subscribers (connections that receive a topic). All subscribers of the same kind share
/// one instance.
/// </summary>
/// <param name="Transport">The name of the transport in metrics and in the list of open connections.</param>
/// <param name="Frames">The wire format in which the messages are encoded for the transport.</param>
/// <param name="HeartbeatFrame">The frame that the server sends to idle subscribers as a heartbeat.</param>
/// <param name="HeartbeatInterval">The interval after which an idle subscriber receives a heartbeat.</param>
/// <param name="AnswerTimeout">The time in which the client must answer a heartbeat; null if clients of this transport do not
/// answer.</param>
/// <param name="StopFrame">The last frame to a subscriber when the server stops; null if the connection itself sends such a frame.</param>
/// <param name="SpreadsStopFrames">Whether the last frames to the subscribers are sent at random times within <c>Delivery:DrainTime</c>
/// when the server stops.</param>
/// <param name="Expired">The last frame to a subscriber when the token of its client has expired.</param>
/// <param name="EndsAfterGap">Whether a subscription ends after a gap (a message in place of deleted messages), so that the client must
/// subscribe again.</param>
/// <param name="CaughtUp">A function that creates the frame that marks the end of the replay (the older messages after the client's
/// position). Its arguments are the topic's name and the topic's newest position at the time of the subscription. Null if the transport has
/// no such frame.</param>
internal sealed record SubscriberProtocol(
    string Transport, WireFormat Frames, byte[] HeartbeatFrame, TimeSpan HeartbeatInterval, TimeSpan? AnswerTimeout, byte[]? StopFrame,
        bool SpreadsStopFrames, byte[] Expired, bool EndsAfterGap = false,
    Func<TopicName, Position, byte[]>? CaughtUp = null)
{
    /// <summary>
    /// The time after which the server ends each stream, so that its client connects again; null if streams have no such limit.
    /// </summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>
    /// Whether several subscribers share a connection that the transport itself counts, lists and ends. Otherwise each subscriber counts as
    /// one open stream.
    /// </summary>
    public bool SharesConnection { get; init; }

    /// <summary>The last frame on a connection that an administrator closes; empty if the transport has no such frame.</summary>
    public byte[] CutFrame { get; init; } = [];

    /// <summary>
    /// The last frame to a subscriber that ends because its stream has lasted for the maximum time (<see cref="Lifetime"/>).
    /// </summary>
    public byte[] LifetimeEnd { get; init; } = [];

    /// <summary>
    /// Whether the response ends as a complete one when the server closes its streams, because its clients connect again after a complete
    /// response and fail after an incomplete one. By default, the connection is aborted.
    /// </summary>
    public bool IsCompleteWhenClosing { get; init; }
}
