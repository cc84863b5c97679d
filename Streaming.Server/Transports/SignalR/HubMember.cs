using MessagePack;

namespace Streaming.Server.Transports.SignalR;

/// <summary>Describes a member of a room or of another topic: a client that subscribes under a name.</summary>
/// <param name="Name">The name of the member.</param>
/// <param name="Connection">The id of the member's connection.</param>
/// <param name="Since">The time at which the member joined (UTC).</param>
/// <param name="Subject">The subject of the member's token; null if the member has no token.</param>
[MessagePackObject]
public sealed record HubMember(
    [property: Key("name")] string Name, [property: Key("connection")] string Connection, [property: Key("since")] DateTime Since,
        [property: Key("subject")] string? Subject);
