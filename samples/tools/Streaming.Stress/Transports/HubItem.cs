using System.Text.Json;

namespace Streaming.Stress.Transports;

/// <summary>An item of the SignalR stream <c>Subscribe</c>.</summary>
internal sealed record HubItem(string Topic, string Position, long Offset, string Type, JsonElement Data);
