using MessagePack;

namespace Streaming.Server.Transports.SignalR;

/// <summary>What an upload stream came to.</summary>
/// <param name="First">The position of the first message; null if there was none.</param>
/// <param name="Last">The position of the last one.</param>
/// <param name="Count">How many.</param>
[MessagePackObject]
public sealed record HubPublished([property: Key("first")] string? First, [property: Key("last")] string? Last, [property: Key("count")] long Count);
