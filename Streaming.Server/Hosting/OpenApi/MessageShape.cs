using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Streaming.Server.Hosting.OpenApi;

/// <summary>The JSON schema of a message in the OpenAPI document. All transports write messages in this form.</summary>
[Description("A message of a topic.")]
internal sealed record MessageShape
{
    [Description("The name of the topic.")]
    public required string Topic { get; init; }

    [Description("Identifies one lifetime of the topic's log. It changes only when the log was lost or created again.")]
    public required string Epoch { get; init; }

    [Description("The number of the message in its topic. It increases by exactly 1 with each message.")]
    public required long Offset { get; init; }

    [Description("The position of the message, `epoch-offset`, from which a client can resume after this message.")]
    public required string Position { get; init; }

    [Description("The time of publication (UTC).")]
    public required DateTime Time { get; init; }

    [Description("The type of the message; `message` if the publisher gave no type.")]
    public required string Type { get; init; }

    [Description("The name of the sender; null if it is not known.")]
    public required string? Sender { get; init; }

    [Description("The JSON value that was published, or a string if text was published. Omitted for any other bytes.")]
    public JsonElement? Data { get; init; }

    [JsonPropertyName("data_base64")]
    [Description("The bytes that were published, in Base64, if they are neither JSON nor text.")]
    public string? DataBase64 { get; init; }

    [JsonPropertyName("traceparent")]
    [Description("The trace of the publish (W3C Trace Context), if the publish was traced and sampled; otherwise omitted.")]
    public string? TraceParent { get; init; }
}
