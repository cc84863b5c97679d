using System.Text.Json.Serialization;

namespace Streaming.Server.Rooms;

/// <summary>A member of a room: one connection, on any transport, that has joined the room under a name.</summary>
/// <param name="Name">The name under which the connection has joined. Several members may have the same name.</param>
/// <param name="Connection">The unique id of the connection.</param>
/// <param name="Since">The time at which the connection joined the room (UTC).</param>
/// <param name="Subject">The subject of the member's token (claim <c>sub</c>); null if there is none.</param>
internal sealed record Member(string Name, string Connection, DateTime Since, string? Subject = null)
{
    /// <summary>
    /// The issuer and the subject of the member's token, joined in one text; null if the token has no subject. The subject alone is not
    /// enough, because two issuers may use the same subject for two people.
    /// </summary>
    [JsonIgnore]
    internal string? Identity { get; init; }

    /// <summary>
    /// The text by which the users of a room are counted: all connections of one user have the same text. A connection whose token has no
    /// subject counts as a separate user.
    /// </summary>
    [JsonIgnore]
    internal string UserKey => Identity is { } identity ? "s:" + identity : "c:" + Connection;
}
