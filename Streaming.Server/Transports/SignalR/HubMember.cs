using MessagePack;

namespace Streaming.Server.Transports.SignalR;

/// <summary>A member of a room or topic.</summary>
/// <param name="Name">The member's name.</param>
/// <param name="Connection">The id of the member's connection.</param>
/// <param name="Since">The time of joining (UTC).</param>
/// <param name="Subject">The subject of the member's token, or null.</param>
[MessagePackObject]
public sealed record HubMember(
    [property: Key("name")] string Name, [property: Key("connection")] string Connection, [property: Key("since")] DateTime Since,
        [property: Key("subject")] string? Subject);
