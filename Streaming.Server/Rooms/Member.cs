using System.Text.Json.Serialization;

namespace Streaming.Server.Rooms;

/// <summary>A member of a room: one connection, on any transport.</summary>
/// <param name="Name">The member's name. Several members may have the same one.</param>
/// <param name="Connection">The id of the member's connection, which is unique.</param>
/// <param name="Since">The time of joining (UTC).</param>
/// <param name="Subject">The subject of the member's token, or null.</param>
internal sealed record Member(string Name, string Connection, DateTime Since, string? Subject = null)
{
    /// <summary>Issuer and subject as one text: two issuers may use the same subject for two people.</summary>
    [JsonIgnore]
    internal string? Identity { get; init; }
}
