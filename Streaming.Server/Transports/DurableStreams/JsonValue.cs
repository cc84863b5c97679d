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
    public static ReadOnlySpan<byte> Of(DataKind kind, ReadOnlySpan<byte> data) => kind switch
    {
        DataKind.Json => data,
        DataKind.Text => Quoted(JsonEncodedText.Encode(data, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes),
        _ => Quoted(Encoding.ASCII.GetBytes(Convert.ToBase64String(data))),
    };

    private static byte[] Quoted(ReadOnlySpan<byte> text) => [(byte)'"', .. text, (byte)'"'];
}
