using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Streaming.Server.Hosting.OpenApi;

/// <summary>The JSON schema of a message that a client publishes.</summary>
[Description("A message to publish.")]
internal sealed record NewMessageShape
{
    [Description("Any JSON value. A string is published as text.")]
    public required JsonElement Data { get; init; }

    [MaxLength(64)]
    [Description("The type: 1 to 64 letters A-Z, digits and `_ - . :`. `message` if left out.")]
    public string? Type { get; init; }

    [MaxLength(512)]
    [Description("The sender, 1 to 64 characters. With a token it is the token's name, and can be left out.")]
    public string? Sender { get; init; }
}
