using MessagePack;

namespace Streaming.Server.Transports.SignalR;

/// <summary>Somebody in a room.</summary>
/// <param name="Name">The name it goes by.</param>
/// <param name="Connection">Its connection.</param>
/// <param name="Since">When it came (UTC).</param>
/// <param name="Subject">Who it has proved to be, or null.</param>
[MessagePackObject]
public sealed record HubMember(
    [property: Key("name")] string Name, [property: Key("connection")] string Connection, [property: Key("since")] DateTime Since, [property: Key("subject")] string? Subject);
