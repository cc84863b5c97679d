using System.Text.Json;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>
/// Converts the data that a Centrifugal client publishes to a message. A JSON string becomes a text message, and so does UTF-8 text that is
/// not JSON. Any other JSON value becomes a JSON message.
/// </summary>
internal static class ChannelData
{
    /// <summary>Converts data that a client has published to a message.</summary>
    /// <exception cref="RefusalException">The data is empty or binary.</exception>
    public static NewMessage ToMessage(ReadOnlyMemory<byte> data, string? sender)
    {
        if (data.IsEmpty)
            throw RefusalException.Invalid("The publication has no data; send a JSON value.");
        try
        {
            using var json = JsonDocument.Parse(data, JsonDepth.Parsing);
            return json.RootElement.ValueKind == JsonValueKind.String
                ? NewMessage.Text(json.RootElement.GetString()!, type: null, sender)
                : NewMessage.Json(data.Span, type: null, sender);
        }
        catch (JsonException)
        {
            JsonDepth.CheckFailed(data.Span, "The data");
            return NewMessage.Text(data.Span, type: null, sender);
        }
        catch (InvalidOperationException e)
        {
            throw new RefusalException(RefusalReason.Invalid, "The data has half of a surrogate pair; send whole characters.", e);
        }
    }
}
