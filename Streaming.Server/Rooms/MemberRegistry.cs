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
/// The members of rooms, and of other topics whose policy says so, on this node and on all transports. Coming and going are messages of the topic, of types <c>join</c> and <c>leave</c>; of a
/// big room only the counts are told, every now and then, as type <c>presence</c>. That a room has its first member on this node, and that its last one has
/// left, are messages of types <c>occupied</c> and <c>vacated</c> of topic <c>presence:{room}</c>.
/// </summary>
internal sealed partial class MemberRegistry(Publisher publisher, TopicPolicies policies, TimeProvider time, IOptions<PresenceOptions> options, ILogger<MemberRegistry> logger)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly ConcurrentDictionary<TopicName, RoomMembers> _topics = new();
    private readonly ConcurrentDictionary<TopicName, byte> _changed = new();
    private readonly RoomOccupancy _occupation = new();

    /// <summary>The rooms that somebody is in, by name.</summary>
    public IReadOnlyList<RoomView> Rooms =>
    [
        .. _topics.Select(topic => (Room: RoomName.OfTopic(topic.Key), topic.Value.Count)).Where(room => room.Room is not null && room.Count > 0)
            .OrderBy(room => room.Room, StringComparer.Ordinal).Select(room => new RoomView(room.Room!, room.Count)),
    ];

    /// <summary>A name for a connection: short enough for people to tell apart, long enough that no two connections share one.</summary>
    public static string NewConnection() => RandomNumberGenerator.GetHexString(12, lowercase: true);

    /// <summary>Whether subscribers of the topic are members of it: by its policy, else where it is the topic of a room. Topics that the server writes never have members.</summary>
    public bool HasPresence(TopicName topic) =>
        !ReservedTopics.IsWrittenByServer(topic) && !topic.IsIn(TopicNamespaces.Presence) &&
        (policies.For(topic).Presence ?? RoomName.TryOf(topic, out _));

    /// <summary>The members of a room.</summary>
    /// <exception cref="RefusalException">Its policy switches presence off.</exception>
    public MembersView MembersOf(RoomName room) => MembersOf(room.Topic);

    /// <summary>The members of a topic.</summary>
    /// <exception cref="RefusalException">Its subscribers are not members.</exception>
    public MembersView MembersOf(TopicName topic)
    {
        if (!HasPresence(topic))
            throw new RefusalException(RefusalReason.NotFound, $"Topic {topic} has no presence; give it a policy with Presence true (Topics:Policies).");
        return _topics.TryGetValue(topic, out var members) ? members.View(topic) : new MembersView(RoomName.OfTopic(topic), topic.Value, Count: 0, Users: 0, Listed: true, []);
    }

    /// <summary>Somebody comes in.</summary>
    /// <param name="room">The room.</param>
    /// <param name="connection">Its connection; see <see cref="NewConnection"/>.</param>
    /// <param name="name">The name it goes by.</param>
    /// <param name="subject">Who it has proved to be, or null.</param>
    /// <param name="identity">Issuer and subject as one text, by which users are counted; the subject where it is null.</param>
    /// <exception cref="RefusalException">The log does not take the message that tells of it; nobody came then.</exception>
    public Task<Member> JoinAsync(RoomName room, string connection, string name, string? subject = null, string? identity = null) =>
        JoinAsync(room.Topic, connection, name, subject, identity);

    /// <summary>Somebody subscribes to a topic that has members. Where it has none, nothing is kept or told of them.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="connection">Its connection; see <see cref="NewConnection"/>.</param>
    /// <param name="name">The name it goes by.</param>
    /// <param name="subject">Who it has proved to be, or null.</param>
    /// <param name="identity">Issuer and subject as one text, by which users are counted; the subject where it is null.</param>
    /// <exception cref="RefusalException">The log does not take the message that tells of it; nobody came then.</exception>
    public Task<Member> JoinAsync(TopicName topic, string connection, string name, string? subject = null, string? identity = null) =>
        JoinAsync(topic, CreateMember(connection, name, subject, identity));

    /// <summary>Somebody is gone. Never throws: it is called on the way out.</summary>
    public Task LeaveAsync(RoomName room, Member member) => LeaveAsync(room.Topic, member);

    /// <summary>Somebody is gone. Never throws: it is called on the way out.</summary>
    public async Task LeaveAsync(TopicName topic, Member member)
    {
        try
        {
            await PublishAsync(topic, MessageType.Leave, member, Leave(topic, member));
            await PublishOccupancyAsync(topic);
        }
        catch (RefusalException e)
        {
            // The log is closed or in trouble; the member is gone all the same.
            LogLeaveNotTold(e, topic);
        }
    }

    /// <summary>Tells the counts of the big rooms that have changed.</summary>
    internal async Task PublishChangesAsync(CancellationToken cancellationToken)
    {
        foreach (var topic in _changed.Keys)
        {
            if (!_changed.TryRemove(topic, out _) || !_topics.TryGetValue(topic, out var members))
                continue;
            var data = JsonSerializer.SerializeToUtf8Bytes(members.TakeChange(), s_json);
            LetGoIfEmpty(topic, members);
            await publisher.PublishAsync(topic, new NewMessage(DataKind.Json, data, MessageType.Presence, Sender: null), cancellationToken);
        }
    }

    /// <summary>Creates a member that has joined no topic yet.</summary>
    internal Member CreateMember(string connection, string name, string? subject, string? identity) =>
        new(name, connection, time.GetUtcNow().UtcDateTime, subject) { Identity = identity ?? subject };

    /// <summary>Joins a topic; does nothing if its subscribers are not members.</summary>
    /// <exception cref="RefusalException">The log refuses the join message. The member has not joined then.</exception>
    internal async Task<Member> JoinAsync(TopicName topic, Member member)
    {
        if (!HasPresence(topic))
            return member;
        try
        {
            await PublishAsync(topic, MessageType.Join, member, Seat(topic, member));
            await PublishOccupancyAsync(topic);
            return member;
        }
        catch
        {
            Leave(topic, member);
            throw;
        }
    }

    private PresenceUpdate Seat(TopicName topic, Member member)
    {
        while (true)
        {
            var members = _topics.GetOrAdd(topic, static (_, most) => new RoomMembers(most), options.Value.MaxListed);
            if (members.Join(member) is { } told)
                return told;
            // It was let go just now: make it anew.
            _topics.TryRemove(KeyValuePair.Create(topic, members));
        }
    }

    private PresenceUpdate Leave(TopicName topic, Member member)
    {
        if (!_topics.TryGetValue(topic, out var members))
            return PresenceUpdate.Nothing;
        var told = members.Leave(member);
        LetGoIfEmpty(topic, members);
        return told;
    }

    private void LetGoIfEmpty(TopicName topic, RoomMembers members)
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
            await _occupation.PublishAsync(room, () => _topics.TryGetValue(of, out var members) && members.Count > 0, async occupied =>
            {
                var data = JsonSerializer.SerializeToUtf8Bytes(new { Room = room.Value }, s_json);
                await publisher.PublishAsync(topic, new NewMessage(DataKind.Json, data, occupied ? MessageType.Occupied : MessageType.Vacated, Sender: null));
            });
        }
        catch (RefusalException e)
        {
            // Who came is there all the same; the next change tells it.
            LogOccupationNotTold(e, room);
        }
    }

    private async ValueTask PublishAsync(TopicName topic, string type, Member member, PresenceUpdate told)
    {
        if (told == PresenceUpdate.InBatch)
            _changed[topic] = 0;
        if (told != PresenceUpdate.OneByOne)
            return;
        var data = JsonSerializer.SerializeToUtf8Bytes(new { member.Name, member.Connection, member.Subject }, s_json);
        await publisher.PublishAsync(topic, new NewMessage(DataKind.Json, data, type, member.Name));
    }

    [LoggerMessage(1, LogLevel.Information, "Failed to publish that a member left topic {Topic}.")]
    private partial void LogLeaveNotTold(Exception exception, TopicName topic);

    [LoggerMessage(2, LogLevel.Information, "Whether somebody is in room {Room} could not be published.")]
    private partial void LogOccupationNotTold(Exception exception, RoomName room);
}
