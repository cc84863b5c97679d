using System.Text.Json.Serialization;

namespace Streaming.Server.Rooms;

/// <summary>Somebody in a room: one connection, on whatever transport.</summary>
/// <param name="Name">The name it goes by; several may have the same.</param>
/// <param name="Connection">Its connection, which is its own.</param>
/// <param name="Since">When it came (UTC).</param>
/// <param name="Subject">Who it has proved to be, or null.</param>
internal sealed record Member(string Name, string Connection, DateTime Since, string? Subject = null)
{
    /// <summary>Issuer and subject as one text: two issuers may use the same subject for two people.</summary>
    [JsonIgnore]
    internal string? Identity { get; init; }
}
