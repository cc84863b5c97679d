using MessagePack;

namespace Streaming.Server.Transports.SignalR;

/// <summary>The members of a room, or of another topic that has them.</summary>
/// <param name="Room">The room; null if the topic does not belong to a room.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Count">The number of connections.</param>
/// <param name="Users">The number of users: connections of one subject count once.</param>
/// <param name="Listed">Whether the members are listed; a big room shows its counts only.</param>
/// <param name="Members">The members, in the order of joining.</param>
[MessagePackObject]
public sealed record HubMembers(
    [property: Key("room")] string? Room, [property: Key("topic")] string Topic, [property: Key("count")] int Count,
        [property: Key("users")] int Users, [property: Key("listed")] bool Listed,
    [property: Key("members")] IReadOnlyList<HubMember> Members);
