using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Publishing;

namespace Streaming.Server.Rooms;

/// <summary>
/// Keeps the members of rooms, and of other topics whose policy enables presence, on this node (server process). Each join and leave is
/// published to the topic as a message of type <c>join</c> or <c>leave</c>. A big room instead publishes only the number of its members, at
/// an interval, as messages of type <c>presence</c>. When a room gets its first member on this node, and when the last member leaves, a
/// message of type <c>occupied</c> or <c>vacated</c> is published to topic <c>presence:{room}</c>.
/// </summary>
internal sealed partial class MemberRegistry(
    Publisher publisher, TopicPolicies policies, TimeProvider time, IOptions<PresenceOptions> options, ILogger<MemberRegistry> logger)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly ConcurrentDictionary<TopicName, RoomMembers> _topics = new();
    private readonly ConcurrentDictionary<TopicName, byte> _changed = new();
    private readonly RoomOccupancy _occupancy = new();

    /// <summary>The rooms that have at least one member on this node (server process), sorted by name.</summary>
    public IReadOnlyList<RoomView> Rooms =>
    [
        .. _topics.Select(topic => (Room: RoomName.OfTopic(topic.Key), topic.Value.Count))
            .Where(room => room.Room is not null && room.Count > 0)
            .OrderBy(room => room.Room, StringComparer.Ordinal).Select(room => new RoomView(room.Room!, room.Count)),
    ];

    /// <summary>Creates the id of a connection that joins rooms: short enough to read, and long enough to be unique.</summary>
    public static string NewConnection() => RandomNumberGenerator.GetHexString(12, lowercase: true);

    /// <summary>
    /// Returns whether a topic has presence: its subscribers are members, and their joins and leaves are published. The topic's policy
    /// decides; by default only the topics of rooms have presence. A topic to which only the server publishes never has it.
    /// </summary>
    public bool HasPresence(TopicName topic) =>
        !ReservedTopics.IsWrittenByServer(topic) && !topic.IsIn(TopicNamespaces.Presence) &&
        (policies.For(topic).Presence ?? RoomName.TryOf(topic, out _));

    /// <summary>Returns the members that a room has on this node (server process).</summary>
    /// <exception cref="RefusalException">The policy of the room's topic disables presence.</exception>
    public MembersView MembersOf(RoomName room) => MembersOf(room.Topic);

    /// <summary>Returns the members that a topic has on this node (server process).</summary>
    /// <exception cref="RefusalException">The topic has no presence, so its subscribers are not members.</exception>
    public MembersView MembersOf(TopicName topic)
    {
        if (!HasPresence(topic))
            throw new RefusalException(
                RefusalReason.NotFound, $"Topic {topic} has no presence; give it a policy with Presence true (Topics:Policies).");
        return _topics.TryGetValue(topic, out var members) ? members.View(topic)
            : new MembersView(RoomName.OfTopic(topic), topic.Value, Count: 0, Users: 0, Listed: true, []);
    }

    /// <summary>Adds a connection to a room as a member, and publishes the join.</summary>
    /// <param name="room">The room to join.</param>
    /// <param name="connection">The id of the connection; <see cref="NewConnection"/> creates an id.</param>
    /// <param name="name">The name under which the connection joins.</param>
    /// <param name="subject">The subject of the member's token; null if there is none.</param>
    /// <param name="identity">The issuer and the subject of the member's token in one text, by which the users of a room are counted; null
    /// to count by the subject alone.</param>
    /// <exception cref="RefusalException">The log does not accept the join message. The connection is not a member then.</exception>
    public Task<Member> JoinAsync(RoomName room, string connection, string name, string? subject = null, string? identity = null) =>
        JoinAsync(room.Topic, connection, name, subject, identity);

    /// <summary>
    /// Adds a connection to a topic as a member, and publishes the join. Does nothing if the topic has no presence (no list of members).
    /// </summary>
    /// <param name="topic">The topic to join.</param>
    /// <param name="connection">The id of the connection; <see cref="NewConnection"/> creates an id.</param>
    /// <param name="name">The name under which the connection joins.</param>
    /// <param name="subject">The subject of the member's token; null if there is none.</param>
    /// <param name="identity">The issuer and the subject of the member's token in one text, by which the users of a topic are counted; null
    /// to count by the subject alone.</param>
    /// <exception cref="RefusalException">The log does not accept the join message. The connection is not a member then.</exception>
    public Task<Member> JoinAsync(TopicName topic, string connection, string name, string? subject = null, string? identity = null) =>
        JoinAsync(topic, CreateMember(connection, name, subject, identity));

    /// <summary>
    /// Removes a member from a room, and publishes the leave. Never throws, since it is called when a stream is disposed.
    /// </summary>
    public Task LeaveAsync(RoomName room, Member member) => LeaveAsync(room.Topic, member);

    /// <summary>
    /// Removes a member from a topic, and publishes the leave. Never throws, since it is called when a stream is disposed.
    /// </summary>
    public async Task LeaveAsync(TopicName topic, Member member)
    {
        try
        {
            await PublishAsync(topic, MessageType.Leave, member, Leave(topic, member));
            await PublishOccupancyAsync(topic);
        }
        catch (Exception e)
        {
            // The log is closed or does not accept messages, so the leave message is not published. The connection is no longer a member
            // nevertheless, and the stream releases its other resources.
            LogLeaveNotPublished(e, topic);
        }
    }

    /// <summary>Publishes the number of members of each big room in which the number has changed since it was last published.</summary>
    internal async Task PublishChangesAsync(CancellationToken cancellationToken)
    {
        foreach (var topic in _changed.Keys)
        {
            if (!_changed.TryRemove(topic, out _) || !_topics.TryGetValue(topic, out var members))
                continue;
            var data = JsonSerializer.SerializeToUtf8Bytes(members.TakeCounts(), s_json);
            RemoveIfEmpty(topic, members);
            await publisher.PublishAsync(topic, new NewMessage(DataKind.Json, data, MessageType.Presence, Sender: null), cancellationToken);
        }
    }

    /// <summary>Creates the presence entry (name, connection id and user) of a connection, before the connection joins a topic.</summary>
    internal Member CreateMember(string connection, string name, string? subject, string? identity) =>
        new(name, connection, time.GetUtcNow().UtcDateTime, subject) { Identity = identity ?? subject };

    /// <summary>
    /// Joins a connection, whose presence entry exists already, to a topic, and publishes the join. Does nothing if the topic has no
    /// presence (no list of members).
    /// </summary>
    /// <exception cref="RefusalException">The log does not accept the join message. The connection is not a member of the topic
    /// then.</exception>
    internal async Task<Member> JoinAsync(TopicName topic, Member member)
    {
        if (!HasPresence(topic))
            return member;
        try
        {
            await PublishAsync(topic, MessageType.Join, member, Add(topic, member));
            await PublishOccupancyAsync(topic);
            return member;
        }
        catch
        {
            Leave(topic, member);
            throw;
        }
    }

    private PresenceUpdate Add(TopicName topic, Member member)
    {
        while (true)
        {
            var members = _topics.GetOrAdd(topic, static (_, maxListed) => new RoomMembers(maxListed), options.Value.MaxListed);
            if (members.Join(member) is { } update)
                return update;
            // The last member left at the same moment, so the room's entry in the registry was removed. The loop creates a new entry.
            _topics.TryRemove(KeyValuePair.Create(topic, members));
        }
    }

    private PresenceUpdate Leave(TopicName topic, Member member)
    {
        if (!_topics.TryGetValue(topic, out var members))
            return PresenceUpdate.Nothing;
        var update = members.Leave(member);
        RemoveIfEmpty(topic, members);
        return update;
    }

    private void RemoveIfEmpty(TopicName topic, RoomMembers members)
    {
        if (members.TryRetire())
            _topics.TryRemove(KeyValuePair.Create(topic, members));
    }

    private async Task PublishOccupancyAsync(TopicName of)
    {
        if (!RoomName.TryOf(of, out var room) || room.OccupationTopic is not { } topic)
            return;
        try
        {
            await _occupancy.PublishAsync(room, () => _topics.TryGetValue(of, out var members) && members.Count > 0, async occupied =>
            {
                var data = JsonSerializer.SerializeToUtf8Bytes(new { Room = room.Value }, s_json);
                await publisher.PublishAsync(
                    topic, new NewMessage(DataKind.Json, data, occupied ? MessageType.Occupied : MessageType.Vacated, Sender: null));
            });
        }
        catch (RefusalException e)
        {
            // The log does not accept the message about the room's first or last member. The next join or leave in the room publishes it
            // again.
            LogOccupancyNotPublished(e, room);
        }
    }

    private async ValueTask PublishAsync(TopicName topic, string type, Member member, PresenceUpdate update)
    {
        if (update == PresenceUpdate.InBatch)
            _changed[topic] = 0;
        if (update != PresenceUpdate.OneByOne)
            return;
        var data = JsonSerializer.SerializeToUtf8Bytes(new { member.Name, member.Connection, member.Subject }, s_json);
        await publisher.PublishAsync(topic, new NewMessage(DataKind.Json, data, type, member.Name));
    }

    [LoggerMessage(1, LogLevel.Information, "Failed to publish that a member left topic {Topic}.")]
    private partial void LogLeaveNotPublished(Exception exception, TopicName topic);

    [LoggerMessage(2, LogLevel.Information, "Failed to publish whether room {Room} is occupied.")]
    private partial void LogOccupancyNotPublished(Exception exception, RoomName room);
}
