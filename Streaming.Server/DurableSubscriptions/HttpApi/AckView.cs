using System.Text.Json.Serialization;

namespace Streaming.Server.DurableSubscriptions.HttpApi;

/// <summary>The JSON response to a worker's acknowledgement.</summary>
/// <param name="Ok">Always true: a request that fails gets an error response instead.</param>
/// <param name="NextWake">Whether the wake (the notice of new messages) has ended and another wake follows, because streams still have
/// messages that no worker has acknowledged.</param>
internal sealed record AckView(
    [property: JsonPropertyName("ok")] bool Ok, [property: JsonPropertyName("next_wake")] bool NextWake);
