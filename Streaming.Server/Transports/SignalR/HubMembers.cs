using MessagePack;

namespace Streaming.Server.Transports.SignalR;

/// <summary>Describes the members of a room, or of another topic that has members.</summary>
/// <param name="Room">The name of the room, or null if the topic does not belong to a room.</param>
/// <param name="Topic">The name of the topic.</param>
/// <param name="Count">The number of connections that are members. One user may have several connections.</param>
/// <param name="Users">The number of users. All connections whose tokens have the same subject count as one user.</param>
/// <param name="Listed">Whether <paramref name="Members"/> contains the members. False if the room has too many members for a list; then
/// only their numbers are given.</param>
/// <param name="Members">The members in the order in which they joined.</param>
[MessagePackObject]
public sealed record HubMembers(
    [property: Key("room")] string? Room, [property: Key("topic")] string Topic, [property: Key("count")] int Count,
        [property: Key("users")] int Users, [property: Key("listed")] bool Listed,
    [property: Key("members")] IReadOnlyList<HubMember> Members);
