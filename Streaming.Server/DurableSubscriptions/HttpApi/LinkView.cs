using System.Text.Json.Serialization;

namespace Streaming.Server.DurableSubscriptions.HttpApi;

/// <summary>A stream of a subscription as JSON, with the offset up to which it is acknowledged.</summary>
/// <param name="Path">The path of the stream.</param>
/// <param name="LinkType"><c>explicit</c> if a client added the stream, <c>glob</c> if it matches the pattern.</param>
/// <param name="AckedOffset">The offset up to which the stream is acknowledged; <c>-1</c> before the first message.</param>
internal sealed record LinkView(
    [property: JsonPropertyName("path")] string Path,
    [property: JsonPropertyName("link_type")] string LinkType,
    [property: JsonPropertyName("acked_offset")] string AckedOffset);
