using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Connections;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Rooms;

/// <summary>The parameters of a stream that a transport opens with <see cref="StreamOpener"/>.</summary>
/// <param name="Caller">The caller that opens the stream. The transport has already checked that the caller may read the topics.</param>
/// <param name="Topics">The topics of the stream, each with the position after which the client receives its messages.</param>
internal sealed record StreamRequest(Caller Caller, IReadOnlyList<(TopicName Topic, SubscriptionStart Start)> Topics)
{
    /// <summary>
    /// Whether the client gave a composite position (the positions of several topics in one text), which is possible even for a stream of
    /// one topic.
    /// </summary>
    public bool IsComposite { get; init; }

    /// <summary>
    /// The policy for a subscriber that does not receive messages fast enough: send all messages later, skip messages, or disconnect the
    /// subscriber.
    /// </summary>
    public SlowPolicy Slow { get; init; }

    /// <summary>
    /// The stream lease: the right of the client to keep the stream open. <see cref="StreamOpener"/> disposes the lease if the opening
    /// fails. Null if the connection has one lease for all its streams.
    /// </summary>
    public StreamLease? Lease { get; init; }

    /// <summary>
    /// The origin of the stream's connection, for the list of open connections. Null if several streams share one connection, because the
    /// connection itself is then in the list.
    /// </summary>
    public ConnectionOrigin? Origin { get; init; }

    /// <summary>
    /// A function that takes a slot (the right to have one stream) in the transport's own limit, before all other steps of opening the
    /// stream. The stream releases the slot when it is disposed. Null if the transport has no such limit.
    /// </summary>
    public Func<IDisposable>? TakeSlot { get; init; }

    /// <summary>
    /// The name and the connection id under which the stream joins those of its topics that have presence (a list of members). Null for a
    /// stream that joins no topic.
    /// </summary>
    public (string Name, string Connection)? Member { get; init; }

    /// <summary>
    /// A function that subscribes to the topics, for a transport that needs another subscription than the usual one. Null for the usual
    /// subscription.
    /// </summary>
    public Func<CancellationToken, ValueTask<Subscription>>? Subscribe { get; init; }
}
