using System.ComponentModel.DataAnnotations;
using System.Runtime.InteropServices;
using System.Text.Json;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Jobs.Handlers.Publish;

/// <summary>Contains one message in the JSON form of a request that publishes messages: data, type and sender.</summary>
internal sealed record PublishedMessage(JsonElement Data, string? Type = null, string? Sender = null)
{
    public static PublishedMessage Of(NewMessage message) => new(
        JsonElement.Parse(message.Kind == DataKind.Json ? message.Data : JsonText.Quote(message.Data)), message.Type == MessageType.Default
            ? null : message.Type, message.Sender);

    public NewMessage ToMessage() => Data.ValueKind == JsonValueKind.String
        ? NewMessage.Text(Data.GetString()!, Type, Sender)
        : NewMessage.Json(JsonMarshal.GetRawUtf8Value(Data), Type, Sender);
}
