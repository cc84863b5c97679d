using MessagePack;

namespace Streaming.Server.Transports.SignalR;

/// <summary>The result of an upload stream.</summary>
/// <param name="First">The position of the first message; null if there was none.</param>
/// <param name="Last">The position of the last one.</param>
/// <param name="Count">The number of messages.</param>
[MessagePackObject]
public sealed record HubPublished(
    [property: Key("first")] string? First, [property: Key("last")] string? Last, [property: Key("count")] long Count);
