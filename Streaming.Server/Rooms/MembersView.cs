using System.Text.Json.Serialization;

namespace Streaming.Server.Rooms;

/// <summary>The members of a room, or of another topic that has them.</summary>
/// <param name="Room">The room; null if the topic does not belong to a room.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Count">The number of connections.</param>
/// <param name="Users">The number of users: connections of one subject of one issuer count once.</param>
/// <param name="Listed">Whether <paramref name="Members"/> lists them; a big room shows its counts only.</param>
/// <param name="Members">The members, in the order of joining.</param>
internal sealed record MembersView(string? Room, string Topic, int Count, int Users, bool Listed, IReadOnlyList<Member> Members);
