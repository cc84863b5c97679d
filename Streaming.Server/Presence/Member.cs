using System.Text.Json.Serialization;

namespace Streaming.Server.Presence;

/// <summary>Somebody in a room: one connection, on whatever transport.</summary>
/// <param name="Name">The name it goes by; several may have the same.</param>
/// <param name="Connection">Its connection, which is its own.</param>
/// <param name="Since">When it came (UTC).</param>
/// <param name="Subject">Who it has proved to be, or null.</param>
public sealed record Member(string Name, string Connection, DateTime Since, string? Subject = null)
{
    /// <summary>Issuer and subject as one text: two issuers may use the same subject for two people.</summary>
    [JsonIgnore]
    internal string? Identity { get; init; }
}

/// <summary>A room in the list of rooms.</summary>
/// <param name="Room">Its name.</param>
/// <param name="Count">How many are in it.</param>
public sealed record RoomView(string Room, int Count);

/// <summary>The members of a room, or of another topic that has them.</summary>
/// <param name="Room">The room; null where the topic is not one of a room.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Count">How many connections.</param>
/// <param name="Users">How many people: connections of one subject of one issuer count once.</param>
/// <param name="Listed">Whether <paramref name="Members"/> lists them; a big room shows its counts only.</param>
/// <param name="Members">Who, in the order of coming.</param>
public sealed record MembersView(string? Room, string Topic, int Count, int Users, bool Listed, IReadOnlyList<Member> Members);
