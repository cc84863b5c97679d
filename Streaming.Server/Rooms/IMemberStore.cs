using Streaming.Server.Core.Messages;

namespace Streaming.Server.Rooms;

/// <summary>
/// Keeps the members of rooms, and of other topics with a list of members, and publishes their joins and leaves. If several nodes (server
/// processes) share the store, it contains the members on all nodes.
/// </summary>
internal interface IMemberStore
{
    /// <summary>
    /// Adds a member to a topic, and publishes the join. A connection that joins twice is one member, and stays a member until it has left
    /// twice.
    /// </summary>
    /// <exception cref="RefusalException">The join could not be published, so the connection has not become a member.</exception>
    Task JoinAsync(TopicName topic, Member member);

    /// <summary>Removes a member from a topic, and publishes the leave.</summary>
    /// <exception cref="RefusalException">The leave could not be published. Nevertheless the connection is removed from the members, either
    /// at once or when the store works again.</exception>
    Task LeaveAsync(TopicName topic, Member member);

    /// <summary>Returns the members of a topic.</summary>
    /// <exception cref="RefusalException">The store cannot be read.</exception>
    ValueTask<MembersView> ViewAsync(TopicName topic, CancellationToken cancellationToken);

    /// <summary>Returns all rooms that have members.</summary>
    /// <exception cref="RefusalException">The store cannot be read.</exception>
    ValueTask<IReadOnlyList<RoomView>> ListRoomsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Publishes the numbers of members of big rooms, where single joins and leaves are not published. Only rooms in which members of this
    /// node have joined or left since the last publish are included.
    /// </summary>
    Task PublishChangesAsync(CancellationToken cancellationToken);
}
