using System.Security.Cryptography;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Rooms;

/// <summary>
/// Adds and removes the members of rooms, and of other topics whose policy enables presence. Each join and leave is published to the topic
/// as a message of type <c>join</c> or <c>leave</c>. In a big room, only the number of members is published, at an interval, as messages of
/// type <c>presence</c>. When a room gets its first member, and when the last member leaves, a message of type <c>occupied</c> or
/// <c>vacated</c> is published to topic <c>presence:{room}</c>.
/// </summary>
/// <param name="local">The store with the members of topics whose messages are only in the memory of this node (server process). Other
/// nodes do not know these members.</param>
/// <param name="shared">The store with the members of all other topics. If several nodes share the store, it contains the members on all
/// nodes.</param>
/// <param name="limiter">Limits the number of members of each topic.</param>
/// <param name="policies">The policies of topics, which decide which topics have presence.</param>
/// <param name="time">The clock that sets the times at which members join.</param>
/// <param name="logger">The logger.</param>
internal sealed partial class MemberRegistry(
    LocalMembers local, IMemberStore shared, MemberLimiter limiter, TopicPolicies policies, StoreClock time,
    ILogger<MemberRegistry> logger)
{
    /// <summary>Returns the rooms that have at least one member, sorted by name.</summary>
    /// <exception cref="RefusalException">The store cannot be read.</exception>
    public async ValueTask<IReadOnlyList<RoomView>> ListRoomsAsync(CancellationToken cancellationToken)
    {
        var rooms = await shared.ListRoomsAsync(cancellationToken);
        return ReferenceEquals(shared, local) || await local.ListRoomsAsync(cancellationToken) is not { Count: > 0 } inMemory ? rooms
            : [.. rooms.Concat(inMemory).OrderBy(room => room.Room, StringComparer.Ordinal)];
    }

    /// <summary>Creates the id of a connection that joins rooms. The id is short enough to read, and long enough to be unique.</summary>
    public static string NewConnection() => RandomNumberGenerator.GetHexString(12, lowercase: true);

    /// <summary>
    /// Returns whether a topic has presence, that is, whether its subscribers are members whose joins and leaves are published. The topic's
    /// policy decides; by default only the topics of rooms have presence. A topic to which only the server publishes never has presence.
    /// </summary>
    public bool HasPresence(TopicName topic) =>
        !ReservedTopics.IsWrittenByServer(topic) && !topic.IsIn(TopicNamespaces.Presence) &&
        (policies.For(topic).Presence ?? RoomName.TryOf(topic, out _));

    /// <summary>Returns the members of a room.</summary>
    /// <exception cref="RefusalException">The policy of the room's topic disables presence, or the store cannot be read.</exception>
    public ValueTask<MembersView> ListMembersAsync(RoomName room, CancellationToken cancellationToken) =>
        ListMembersAsync(room.Topic, cancellationToken);

    /// <summary>Returns the members of a topic.</summary>
    /// <exception cref="RefusalException">The topic has no presence, so its subscribers are not members; or the store cannot be
    /// read.</exception>
    public ValueTask<MembersView> ListMembersAsync(TopicName topic, CancellationToken cancellationToken)
    {
        if (!HasPresence(topic))
            throw new RefusalException(
                RefusalReason.NotFound, $"Topic {topic} has no presence; give it a policy with Presence true (Topics:Policies).");
        return StoreOf(topic).ViewAsync(topic, cancellationToken);
    }

    /// <summary>Adds a connection to a room as a member, and publishes the join.</summary>
    /// <param name="room">The room to join.</param>
    /// <param name="connection">The id of the connection; <see cref="NewConnection"/> creates an id.</param>
    /// <param name="name">The name under which the connection joins.</param>
    /// <param name="subject">The subject of the member's token; null if there is none.</param>
    /// <param name="identity">
    /// The issuer and the subject of the member's token in one text. All connections with the same text count as one user of the room. Null
    /// to use the subject alone.
    /// </param>
    /// <exception cref="RefusalException">The log does not accept the join message. In this case the connection is not a
    /// member.</exception>
    public Task<Member> JoinAsync(RoomName room, string connection, string name, string? subject = null, string? identity = null) =>
        JoinAsync(room.Topic, connection, name, subject, identity);

    /// <summary>
    /// Adds a connection to a topic as a member, and publishes the join. Does nothing if the topic has no presence (no list of members).
    /// </summary>
    /// <param name="topic">The topic to join.</param>
    /// <param name="connection">The id of the connection; <see cref="NewConnection"/> creates an id.</param>
    /// <param name="name">The name under which the connection joins.</param>
    /// <param name="subject">The subject of the member's token; null if there is none.</param>
    /// <param name="identity">
    /// The issuer and the subject of the member's token in one text. All connections with the same text count as one user of the topic.
    /// Null to use the subject alone.
    /// </param>
    /// <exception cref="RefusalException">The log does not accept the join message. In this case the connection is not a
    /// member.</exception>
    public Task<Member> JoinAsync(TopicName topic, string connection, string name, string? subject = null, string? identity = null) =>
        JoinAsync(topic, CreateMember(connection, name, subject, identity));

    /// <summary>
    /// Removes a member from a room, and publishes the leave. Throws no exception, so that the code that ends a stream can release its
    /// other resources.
    /// </summary>
    public Task LeaveAsync(RoomName room, Member member) => LeaveAsync(room.Topic, member);

    /// <summary>
    /// Removes a member from a topic, and publishes the leave. Throws no exception, so that the code that ends a stream can release its
    /// other resources.
    /// </summary>
    public async Task LeaveAsync(TopicName topic, Member member)
    {
        if (!HasPresence(topic))
            return;
        limiter.Release(topic);
        try
        {
            await StoreOf(topic).LeaveAsync(topic, member);
        }
        catch (Exception e)
        {
            // The leave message cannot be published, because the log is closed or does not accept messages. The connection was removed from
            // the members nevertheless, so no exception is thrown.
            LogLeaveNotPublished(e, topic);
        }
    }

    /// <summary>
    /// Publishes the number of members of each big room in which members have joined or left since the number was last published.
    /// </summary>
    internal async Task PublishChangesAsync(CancellationToken cancellationToken)
    {
        await shared.PublishChangesAsync(cancellationToken);
        if (!ReferenceEquals(shared, local))
            await local.PublishChangesAsync(cancellationToken);
    }

    /// <summary>
    /// Creates the object that describes a connection as a member (name, connection id and user). With this object, the connection can join
    /// several topics.
    /// </summary>
    internal Member CreateMember(string connection, string name, string? subject, string? identity) =>
        new(name, connection, time.GetUtcNow().UtcDateTime, subject) { Identity = identity ?? subject };

    /// <summary>Adds a member to a topic, and publishes the join. Does nothing if the topic has no presence (no list of members).</summary>
    /// <exception cref="RefusalException">The topic has the maximum number of members, or the log does not accept the join message. In this
    /// case the connection is not a member of the topic.</exception>
    internal async Task<Member> JoinAsync(TopicName topic, Member member)
    {
        if (!HasPresence(topic))
            return member;
        limiter.Acquire(topic);
        try
        {
            await StoreOf(topic).JoinAsync(topic, member);
        }
        catch
        {
            limiter.Release(topic);
            throw;
        }

        return member;
    }

    // The messages of a topic in memory exist only on one node (server process). So the members of such a topic are also kept only on that
    // node.
    private IMemberStore StoreOf(TopicName topic) => policies.For(topic).Store == TopicStore.Memory ? local : shared;

    [LoggerMessage(1, LogLevel.Information, "Failed to publish that a member left topic {Topic}.")]
    private partial void LogLeaveNotPublished(Exception exception, TopicName topic);
}
