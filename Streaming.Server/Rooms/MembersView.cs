using System.Text.Json.Serialization;

namespace Streaming.Server.Rooms;

/// <summary>The response with the members of a room, or of another topic with presence.</summary>
/// <param name="Room">The name of the room; null if the topic does not belong to a room.</param>
/// <param name="Topic">The name of the topic.</param>
/// <param name="Count">The number of connections that are members.</param>
/// <param name="Users">The number of users. Connections whose tokens have the same issuer and subject are one user.</param>
/// <param name="Listed">Whether <paramref name="Members"/> contains the members. False for a big room, for which only the numbers are
/// known.</param>
/// <param name="Members">The members in the order in which they joined; empty for a big room.</param>
internal sealed record MembersView(string? Room, string Topic, int Count, int Users, bool Listed, IReadOnlyList<Member> Members);
