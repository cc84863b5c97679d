using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>Converts the data of messages to JSON, for streams whose content type is JSON.</summary>
internal static class JsonValue
{
    /// <summary>
    /// Returns the data of a message as one JSON value. JSON is returned unchanged, text as a string, and other bytes as a string in
    /// Base64.
    /// </summary>
    public static byte[] Of(Message message) => message.Kind switch
    {
        DataKind.Json => message.Data,
        DataKind.Text => Quoted(JsonEncodedText.Encode(message.Data, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes),
        _ => Quoted(Encoding.ASCII.GetBytes(Convert.ToBase64String(message.Data))),
    };

    private static byte[] Quoted(ReadOnlySpan<byte> text) => [(byte)'"', .. text, (byte)'"'];
}
