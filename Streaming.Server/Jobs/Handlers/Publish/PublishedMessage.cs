using System.ComponentModel.DataAnnotations;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Jobs.Handlers.Publish;

/// <summary>
/// One message in the JSON form of a request that publishes messages: the data (in Base64 if it is not text), the type and the sender.
/// </summary>
internal sealed record PublishedMessage(JsonElement? Data, string? Type = null, string? Sender = null)
{
    [JsonPropertyName("data_base64")]
    public string? DataBase64 { get; init; }

    public static PublishedMessage Of(NewMessage message)
    {
        var type = message.Type == MessageType.Default ? null : message.Type;
        return message.Kind == DataKind.Binary
            ? new PublishedMessage(Data: null, type, message.Sender) { DataBase64 = Convert.ToBase64String(message.Data) }
            : new PublishedMessage(JsonElement.Parse(MessageText.ToJson(message.Kind, message.Data)), type, message.Sender);
    }

    public NewMessage ToMessage() => DataBase64 is not null ? NewMessage.Binary(Convert.FromBase64String(DataBase64), Type, Sender)
        : Data is not { } data ? throw RefusalException.Invalid("The message has no data.")
        : data.ValueKind == JsonValueKind.String ? NewMessage.Text(data.GetString()!, Type, Sender)
        : NewMessage.Json(JsonMarshal.GetRawUtf8Value(data), Type, Sender);
}
