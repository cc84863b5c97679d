using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Rooms;

/// <summary>The description of a stream that a transport asks <see cref="StreamOpener"/> to open.</summary>
/// <param name="Caller">The caller, who is authorized to read the topics already.</param>
/// <param name="Topics">The topics, each with its start.</param>
internal sealed record StreamRequest(Caller Caller, IReadOnlyList<(TopicName Topic, StartAt Start)> Topics)
{
    /// <summary>Whether the client resumes from a composite position. This is possible for a stream of one topic too.</summary>
    public bool IsComposite { get; init; }

    /// <summary>The policy for a subscriber that cannot keep up.</summary>
    public SlowPolicy Slow { get; init; }

    /// <summary>
    /// The lease of this stream. The opener owns it from the call on, and disposes it if the opening fails. Null if the connection has one
    /// lease for all its streams.
    /// </summary>
    public StreamLease? Lease { get; init; }

    /// <summary>
    /// Takes a slot of the transport's own limit, as the first step. The stream disposes the slot last. Null if the transport has no such
    /// limit.
    /// </summary>
    public Func<IDisposable>? TakeSlot { get; init; }

    /// <summary>
    /// The name and the connection under which the stream joins those topics that have members. Null for a stream that joins no topic.
    /// </summary>
    public (string Name, string Connection)? Member { get; init; }

    /// <summary>Subscribes in a way that is specific to the transport. Null to subscribe to <see cref="Topics"/>.</summary>
    public Func<CancellationToken, ValueTask<Subscription>>? Subscribe { get; init; }
}
