using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Streaming.Server.Messages;
using Streaming.Server.Publishing;

namespace Streaming.Server.Presence;

/// <summary>
/// Who is in which room on this node, on all transports. Coming and going are messages of the room's topic, of types <c>join</c> and <c>leave</c>; of a
/// big room only the counts are told, every now and then, as type <c>presence</c>.
/// </summary>
public sealed partial class MemberRegistry(Publisher publisher, TimeProvider time, IOptions<PresenceOptions> options, ILogger<MemberRegistry> logger)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly ConcurrentDictionary<RoomName, RoomMembers> _rooms = new();
    private readonly ConcurrentDictionary<RoomName, byte> _changed = new();

    /// <summary>The rooms that somebody is in, by name.</summary>
    public IReadOnlyList<RoomView> Rooms =>
        [.. _rooms.Select(room => new RoomView(room.Key.Value, room.Value.Count)).Where(room => room.Count > 0).OrderBy(room => room.Room, StringComparer.Ordinal)];

    /// <summary>A name for a connection: short enough for people to tell apart, long enough that no two connections share one.</summary>
    public static string NewConnection() => RandomNumberGenerator.GetHexString(12, lowercase: true);

    /// <summary>Who is in the room.</summary>
    public MembersView MembersOf(RoomName room) =>
        _rooms.TryGetValue(room, out var members) ? members.View(room) : new MembersView(room.Value, Count: 0, Users: 0, Listed: true, []);

    /// <summary>Somebody comes in.</summary>
    /// <param name="room">The room.</param>
    /// <param name="connection">Its connection; see <see cref="NewConnection"/>.</param>
    /// <param name="name">The name it goes by.</param>
    /// <param name="subject">Who it has proved to be, or null.</param>
    /// <exception cref="RefusalException">The log does not take the message that tells of it; nobody came then.</exception>
    public async Task<Member> JoinAsync(RoomName room, string connection, string name, string? subject = null)
    {
        var member = new Member(name, connection, time.GetUtcNow().UtcDateTime, subject);
        try
        {
            await TellAsync(room, MessageType.Join, member, Seat(room, member));
            return member;
        }
        catch
        {
            Leave(room, member);
            throw;
        }
    }

    /// <summary>Somebody is gone. Never throws: it is called on the way out.</summary>
    public async Task LeaveAsync(RoomName room, Member member)
    {
        try
        {
            await TellAsync(room, MessageType.Leave, member, Leave(room, member));
        }
        catch (RefusalException e)
        {
            // The log is closed or in trouble; the member is gone all the same.
            LogLeaveNotTold(e, room);
        }
    }

    /// <summary>Tells the counts of the big rooms that have changed.</summary>
    internal async Task TellChangesAsync(CancellationToken cancellationToken)
    {
        foreach (var room in _changed.Keys)
        {
            if (!_changed.TryRemove(room, out _) || !_rooms.TryGetValue(room, out var members))
                continue;
            var data = JsonSerializer.SerializeToUtf8Bytes(members.TakeChange(), s_json);
            LetGoIfEmpty(room, members);
            await publisher.PublishAsync(room.Topic, new NewMessage(DataKind.Json, data, MessageType.Presence, Sender: null), cancellationToken);
        }
    }

    private Told Seat(RoomName room, Member member)
    {
        while (true)
        {
            var members = _rooms.GetOrAdd(room, static (_, most) => new RoomMembers(most), options.Value.MaxListed);
            if (members.Join(member) is { } told)
                return told;
            // It was let go just now: make it anew.
            _rooms.TryRemove(KeyValuePair.Create(room, members));
        }
    }

    private Told Leave(RoomName room, Member member)
    {
        if (!_rooms.TryGetValue(room, out var members))
            return Told.Nothing;
        var told = members.Leave(member);
        LetGoIfEmpty(room, members);
        return told;
    }

    private void LetGoIfEmpty(RoomName room, RoomMembers members)
    {
        if (members.TryRetire())
            _rooms.TryRemove(KeyValuePair.Create(room, members));
    }

    private async ValueTask TellAsync(RoomName room, string type, Member member, Told told)
    {
        if (told == Told.InBatch)
            _changed[room] = 0;
        if (told != Told.OneByOne)
            return;
        var data = JsonSerializer.SerializeToUtf8Bytes(new { member.Name, member.Connection, member.Subject }, s_json);
        await publisher.PublishAsync(room.Topic, new NewMessage(DataKind.Json, data, type, member.Name));
    }

    [LoggerMessage(1, LogLevel.Information, "That a member left room {Room} could not be published.")]
    private partial void LogLeaveNotTold(Exception exception, RoomName room);
}
