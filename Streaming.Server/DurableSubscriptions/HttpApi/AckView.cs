using System.Text.Json.Serialization;

namespace Streaming.Server.DurableSubscriptions.HttpApi;

/// <summary>The response to an acknowledgement, as JSON.</summary>
/// <param name="Ok">True.</param>
/// <param name="NextWake">Whether the wake has ended and another one follows, since messages are pending.</param>
internal sealed record AckView(
    [property: JsonPropertyName("ok")] bool Ok, [property: JsonPropertyName("next_wake")] bool NextWake);
