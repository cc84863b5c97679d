using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Publishing;

namespace Streaming.Server.Rooms;

/// <summary>
/// Keeps the members on this node (server process) in memory. When a room gets its first member on this node, a message of type
/// <c>occupied</c> is published to topic <c>presence:{room}</c>. When the last member leaves, a message of type <c>vacated</c> is
/// published.
/// </summary>
internal sealed partial class LocalMembers(Publisher publisher, IOptions<PresenceOptions> options, ILogger<LocalMembers> logger)
    : IMemberStore
{
    private readonly ConcurrentDictionary<TopicName, RoomMembers> _topics = new();
    private readonly ConcurrentDictionary<TopicName, byte> _changed = new();
    private readonly RoomOccupancy _occupancy = new();

    public ValueTask<IReadOnlyList<RoomView>> ListRoomsAsync(CancellationToken cancellationToken) => new(
        _topics.Select(topic => (Room: RoomName.OfTopic(topic.Key), topic.Value.Count))
            .Where(room => room.Room is not null && room.Count > 0)
            .OrderBy(room => room.Room, StringComparer.Ordinal).Select(room => new RoomView(room.Room!, room.Count)).ToList());

    public ValueTask<MembersView> ViewAsync(TopicName topic, CancellationToken cancellationToken) => ValueTask.FromResult(
        _topics.TryGetValue(topic, out var members) ? members.View(topic)
            : new MembersView(RoomName.OfTopic(topic), topic.Value, Count: 0, Users: 0, Listed: true, []));

    public async Task JoinAsync(TopicName topic, Member member)
    {
        try
        {
            if (MustPublish(topic, Add(topic, member)))
                await publisher.PublishAsync(topic, MessageOf(MessageType.Join, member));
            await PublishOccupancyAsync(topic);
        }
        catch
        {
            Leave(topic, member);
            // Another member may have left the room while this one was in it.
            await PublishOccupancyAsync(topic);
            throw;
        }
    }

    public async Task LeaveAsync(TopicName topic, Member member)
    {
        // When a room is deleted, its members leave. Their messages must not begin a new room of its name.
        if (MustPublish(topic, Leave(topic, member)))
            await publisher.PublishIfExistsAsync(topic, MessageOf(MessageType.Leave, member), CancellationToken.None);
        await PublishOccupancyAsync(topic);
    }

    public async Task PublishChangesAsync(CancellationToken cancellationToken)
    {
        foreach (var topic in _changed.Keys)
        {
            if (!_changed.TryRemove(topic, out _) || !_topics.TryGetValue(topic, out var members))
                continue;
            var data = PresenceMessage.Of(members.TakeCounts());
            RemoveIfEmpty(topic, members);
            await publisher.PublishIfExistsAsync(
                topic, new NewMessage(DataKind.Json, data, MessageType.Presence, Sender: null), cancellationToken);
        }
    }

    private PresenceUpdate Add(TopicName topic, Member member)
    {
        while (true)
        {
            var members = _topics.GetOrAdd(topic, static (_, maxListed) => new RoomMembers(maxListed), options.Value.MaxListed);
            if (members.Join(member) is { } update)
                return update;
            // Another thread has just removed the entry of this room, because its last member left. The loop creates a new entry and
            // repeats the join.
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
                await publisher.PublishAsync(topic, new NewMessage(
                    DataKind.Json, PresenceMessage.Of(room), occupied ? MessageType.Occupied : MessageType.Vacated, Sender: null)));
        }
        catch (RefusalException e)
        {
            // The message that the room got its first member, or lost its last one, could not be published. The next join or leave in the
            // room publishes the message.
            LogOccupancyNotPublished(e, room);
        }
    }

    // Returns whether a join or leave is published as a message of its own. In a big room, only the number of members is published later.
    private bool MustPublish(TopicName topic, PresenceUpdate update)
    {
        if (update == PresenceUpdate.InBatch)
            _changed[topic] = 0;
        return update == PresenceUpdate.OneByOne;
    }

    private static NewMessage MessageOf(string type, Member member) =>
        new(DataKind.Json, PresenceMessage.Of(member), type, member.Name);

    [LoggerMessage(1, LogLevel.Information,
        "Failed to publish that room {Room} got its first member or lost its last one; the next join or leave publishes it.")]
    private partial void LogOccupancyNotPublished(Exception exception, RoomName room);
}
