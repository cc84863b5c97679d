using System.ComponentModel;
using System.Text.Json;

namespace Streaming.Server.Hosting.OpenApi;

/// <summary>The JSON schema of a message in the OpenAPI document. All transports write messages in this form.</summary>
[Description("A message of a topic.")]
internal sealed record MessageShape
{
    [Description("The topic.")]
    public required string Topic { get; init; }

    [Description("One life of the topic's log; it changes only when the log was lost or created again.")]
    public required string Epoch { get; init; }

    [Description("The number of the message in its topic: rises by exactly 1.")]
    public required long Offset { get; init; }

    [Description("The position, `epoch-offset`, from which a reader can resume.")]
    public required string Position { get; init; }

    [Description("The time of publication (UTC).")]
    public required DateTime Time { get; init; }

    [Description("The type; `message` where the publisher named none.")]
    public required string Type { get; init; }

    [Description("The publisher; null if unknown.")]
    public required string? Sender { get; init; }

    [Description("The JSON value that was published, or a string if text was published.")]
    public required JsonElement Data { get; init; }
}
