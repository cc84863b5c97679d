using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Streaming.Server.Hosting.OpenApi;

/// <summary>The JSON schema of a message that a client publishes.</summary>
[Description("A message to publish.")]
internal sealed record NewMessageShape
{
    [Description("The data of the message: any JSON value. A string is published as text.")]
    public required JsonElement Data { get; init; }

    [MaxLength(64)]
    [Description("The type of the message, 1 to 64 characters: letters A-Z and a-z, digits and `_ - . :`. The default is `message`.")]
    public string? Type { get; init; }

    [MaxLength(512)]
    [Description("The name of the sender, 1 to 64 characters. With a token, the token determines the name, and it can be omitted.")]
    public string? Sender { get; init; }
}
