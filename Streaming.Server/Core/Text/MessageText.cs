using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Text;

/// <summary>
/// Converts the data of messages to the form in which a transport sends the data. Data that is neither text nor JSON is sent in Base64.
/// </summary>
internal static class MessageText
{
    /// <summary>
    /// Returns the data of a message as one JSON value. JSON data is returned unchanged; text becomes a JSON string, and data that is
    /// neither becomes a JSON string in Base64.
    /// </summary>
    public static byte[] ToJson(DataKind kind, byte[] data) => kind switch
    {
        DataKind.Json => data,
        DataKind.Binary => [(byte)'"', .. Base64(data), (byte)'"'],
        _ => JsonText.Quote(data),
    };

    /// <inheritdoc cref="ToJson(DataKind, byte[])"/>
    public static byte[] ToJson(Message message) => ToJson(message.Kind, message.Data);

    /// <summary>
    /// Returns the data of a message as UTF-8 text. Text and JSON are returned unchanged; other data is returned in Base64.
    /// </summary>
    public static byte[] ToUtf8(Message message) => message.Kind == DataKind.Binary ? Base64(message.Data) : message.Data;

    private static byte[] Base64(byte[] data)
    {
        var text = new byte[System.Buffers.Text.Base64.GetMaxEncodedToUtf8Length(data.Length)];
        System.Buffers.Text.Base64.EncodeToUtf8(data, text, out _, out _);
        return text;
    }
}
