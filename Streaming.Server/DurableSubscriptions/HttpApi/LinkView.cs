using System.Text.Json.Serialization;

namespace Streaming.Server.DurableSubscriptions.HttpApi;

/// <summary>A stream of a subscription as JSON, with the offset up to which its messages are acknowledged.</summary>
/// <param name="Path">The path of the stream.</param>
/// <param name="LinkType"><c>explicit</c> if a client has added the stream, <c>glob</c> if the stream matches the pattern of the
/// subscription.</param>
/// <param name="AckedOffset">The offset up to which the messages of the stream are acknowledged; <c>-1</c> if none is acknowledged.</param>
internal sealed record LinkView(
    [property: JsonPropertyName("path")] string Path,
    [property: JsonPropertyName("link_type")] string LinkType,
    [property: JsonPropertyName("acked_offset")] string AckedOffset);
