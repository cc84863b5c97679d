using System.Text.Json.Serialization;
using Streaming.Server.Core.Messages;
using Streaming.Server.DurableSubscriptions.Register;
using Streaming.Server.DurableSubscriptions.Wakes;

namespace Streaming.Server.DurableSubscriptions.HttpApi;

/// <summary>The state of one stream of a subscription, as JSON.</summary>
/// <param name="Path">The path of the stream.</param>
/// <param name="LinkType"><c>explicit</c> if a client has added the stream, <c>glob</c> if the stream matches the pattern of the
/// subscription.</param>
/// <param name="AckedOffset">The offset up to which the messages of the stream are acknowledged; <c>-1</c> if none is acknowledged.</param>
/// <param name="TailOffset">The offset of the newest message of the stream.</param>
/// <param name="HasPending">Whether the stream has messages that no worker has acknowledged.</param>
internal sealed record StreamView(
    [property: JsonPropertyName("path")] string Path,
    [property: JsonPropertyName("link_type")] string LinkType,
    [property: JsonPropertyName("acked_offset")] string AckedOffset,
    [property: JsonPropertyName("tail_offset")] string TailOffset,
    [property: JsonPropertyName("has_pending")] bool HasPending)
{
    private const string BeforeFirst = "-1";

    public static StreamView Of(StreamState stream) => new(
        StreamPath.NameOf(stream.Topic), stream.IsExplicit ? "explicit" : "glob",
        stream.Acked is { } acked ? StreamOffset.Format(acked) : BeforeFirst, StreamOffset.Format(stream.Tail), stream.HasPending);
}
