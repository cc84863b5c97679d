using MessagePack;

namespace Streaming.Server.Transports.SignalR;

/// <summary>Reports the result of an upload stream: messages that a SignalR client has published one after another in one call.</summary>
/// <param name="First">The position of the first published message, or null if no message was published.</param>
/// <param name="Last">The position of the last published message, or null if no message was published.</param>
/// <param name="Count">The number of published messages.</param>
[MessagePackObject]
public sealed record HubUploadResult(
    [property: Key("first")] string? First, [property: Key("last")] string? Last, [property: Key("count")] long Count);
