using System.Text.Json.Serialization;

namespace Streaming.Server.Rooms;

/// <summary>The members of a room, or of another topic that has them.</summary>
/// <param name="Room">The room; null where the topic is not one of a room.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Count">How many connections.</param>
/// <param name="Users">How many people: connections of one subject of one issuer count once.</param>
/// <param name="Listed">Whether <paramref name="Members"/> lists them; a big room shows its counts only.</param>
/// <param name="Members">Who, in the order of coming.</param>
internal sealed record MembersView(string? Room, string Topic, int Count, int Users, bool Listed, IReadOnlyList<Member> Members);
