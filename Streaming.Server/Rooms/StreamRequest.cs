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
    /// <summary>Whether the client resumes by a composite position. A stream of one topic may do so too.</summary>
    public bool IsComposite { get; init; }

    /// <summary>The policy for a subscriber that cannot keep up.</summary>
    public SlowPolicy Slow { get; init; }

    /// <summary>
    /// The lease of this stream, which belongs to the opener from the call on. Null where the connection has a lease for all its streams.
    /// </summary>
    public StreamLease? Lease { get; init; }

    /// <summary>
    /// Takes a slot of a limit of the transport's own, before anything else is done. The stream disposes it last. Null for no such limit.
    /// </summary>
    public Func<IDisposable>? TakeSlot { get; init; }

    /// <summary>
    /// The name and the connection under which the stream joins those topics that have members. Null for a stream that joins none.
    /// </summary>
    public (string Name, string Connection)? Member { get; init; }

    /// <summary>Subscribes in the transport's own way. Null to subscribe to <see cref="Topics"/>.</summary>
    public Func<CancellationToken, ValueTask<Subscription>>? Subscribe { get; init; }
}
