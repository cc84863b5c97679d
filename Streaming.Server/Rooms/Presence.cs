using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Streaming.Server.Messages;
using Streaming.Server.Publishing;

namespace Streaming.Server.Rooms;

/// <summary>Who is in which room on this node. Coming and going are messages of the room's topic, of types <c>join</c> and <c>leave</c>.</summary>
public sealed partial class Presence(Publisher publisher, TimeProvider time, ILogger<Presence> logger)
{
    private readonly ConcurrentDictionary<RoomName, ConcurrentDictionary<string, Member>> _rooms = new();

    /// <summary>The rooms that somebody is in, by name.</summary>
    public IReadOnlyList<RoomView> Rooms =>
        [.. _rooms.Where(room => !room.Value.IsEmpty).Select(room => new RoomView(room.Key.Value, room.Value.Count)).OrderBy(room => room.Room, StringComparer.Ordinal)];

    /// <summary>Who is in the room, in the order of coming.</summary>
    public IReadOnlyList<Member> MembersOf(RoomName room) =>
        _rooms.TryGetValue(room, out var members) ? [.. members.Values.OrderBy(member => member.Since).ThenBy(member => member.Connection, StringComparer.Ordinal)] : [];

    /// <summary>Somebody comes in.</summary>
    public async Task<Member> JoinAsync(RoomName room, string name)
    {
        var member = new Member(name, ConnectionId(), time.GetUtcNow().UtcDateTime);
        _rooms.GetOrAdd(room, static _ => new ConcurrentDictionary<string, Member>(StringComparer.Ordinal))[member.Connection] = member;
        await TellAsync(room, MessageType.Join, member);
        return member;
    }

    /// <summary>Somebody is gone. Never throws: it is called on the way out.</summary>
    public async Task LeaveAsync(RoomName room, Member member)
    {
        if (!_rooms.TryGetValue(room, out var members) || !members.TryRemove(member.Connection, out _))
            return;
        try
        {
            await TellAsync(room, MessageType.Leave, member);
        }
        catch (RefusalException e)
        {
            // The log is closed or in trouble; the member is gone all the same.
            LogLeaveNotTold(e, room);
        }
    }

    // Short enough for people to tell apart, long enough that no two connections share one.
    private static string ConnectionId() => RandomNumberGenerator.GetHexString(12, lowercase: true);

    private async Task TellAsync(RoomName room, string type, Member member)
    {
        var data = JsonSerializer.SerializeToUtf8Bytes(new { name = member.Name, connection = member.Connection });
        await publisher.PublishAsync(room.Topic, new NewMessage(DataKind.Json, data, type, member.Name));
    }

    [LoggerMessage(1, LogLevel.Information, "That a member left room {Room} could not be published.")]
    private partial void LogLeaveNotTold(Exception exception, RoomName room);
}

/// <summary>Somebody in a room.</summary>
/// <param name="Name">The name it gave; several may have the same.</param>
/// <param name="Connection">Its connection, which is its own.</param>
/// <param name="Since">When it came (UTC).</param>
public sealed record Member(string Name, string Connection, DateTime Since);

/// <summary>A room in the list of rooms.</summary>
/// <param name="Room">Its name.</param>
/// <param name="Count">How many are in it.</param>
public sealed record RoomView(string Room, int Count);
