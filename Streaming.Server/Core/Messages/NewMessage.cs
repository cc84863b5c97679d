using System.Text;
using System.Text.Unicode;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Core.Messages;

/// <summary>A validated message that is not stored yet. It gets its offset (number in the topic) only when it is stored.</summary>
/// <param name="Kind">The kind of the data: text, JSON or bytes.</param>
/// <param name="Data">The data of the message; text and JSON are encoded in UTF-8.</param>
/// <param name="Type">The type of the message.</param>
/// <param name="Sender">The name of the message's sender; null if the sender is unknown.</param>
public readonly record struct NewMessage(DataKind Kind, byte[] Data, string Type, string? Sender)
{
    /// <summary>Creates a message whose data is the given UTF-8 text.</summary>
    /// <exception cref="RefusalException">The text is empty or not valid UTF-8, or the type or the sender is not valid.</exception>
    public static NewMessage Text(ReadOnlySpan<byte> utf8, string? type = null, string? sender = null)
    {
        if (utf8.IsEmpty)
            throw RefusalException.Invalid("The message is empty; send at least one character.");
        if (!Utf8.IsValid(utf8))
            throw RefusalException.Invalid("The message is not valid UTF-8; send the text encoded as UTF-8.");
        return new NewMessage(DataKind.Text, utf8.ToArray(), MessageType.Check(type), SenderName.Check(sender));
    }

    /// <summary>Creates a message whose data is the given text.</summary>
    /// <exception cref="RefusalException">The text is empty or contains half of a surrogate pair, or the type or the sender is not
    /// valid.</exception>
    public static NewMessage Text(string text, string? type = null, string? sender = null)
    {
        if (text.Length > 0 && !IsWellFormed(text))
            throw RefusalException.Invalid("The text has half of a surrogate pair; send whole characters.");
        return Text(Encoding.UTF8.GetBytes(text), type, sender);
    }

    /// <summary>
    /// Creates a message whose data is the given JSON. The caller must already have checked that the text is exactly one JSON value.
    /// </summary>
    /// <exception cref="RefusalException">The JSON is not valid UTF-8, contains half of a surrogate pair, or is nested too deeply; or the
    /// type or the sender is not valid.</exception>
    public static NewMessage Json(ReadOnlySpan<byte> utf8, string? type = null, string? sender = null)
    {
        WellFormedJson.Check(utf8, "The data");
        JsonDepth.Check(utf8, "The data");
        return new NewMessage(DataKind.Json, OnOneLine(utf8), MessageType.Check(type), SenderName.Check(sender));
    }

    /// <summary>Creates a message whose data is the given bytes. The bytes need not be text.</summary>
    /// <exception cref="RefusalException">The data has no bytes, or the type or the sender is not valid.</exception>
    public static NewMessage Binary(ReadOnlySpan<byte> bytes, string? type = null, string? sender = null) => bytes.IsEmpty
        ? throw RefusalException.Invalid("The message is empty; send at least one byte.")
        : new NewMessage(DataKind.Binary, bytes.ToArray(), MessageType.Check(type), SenderName.Check(sender));

    /// <summary>
    /// Creates a message from the bytes that a client appends to a topic whose content type is not JSON. The data of the message is text if
    /// the content type is that of text and the bytes are valid UTF-8; otherwise it is bytes. In both cases the bytes are stored unchanged.
    /// </summary>
    /// <exception cref="RefusalException">The data has no bytes, or the sender is not valid.</exception>
    internal static NewMessage OfContent(ReadOnlySpan<byte> bytes, string contentType, string? sender = null) =>
        !bytes.IsEmpty && MediaType.IsText(contentType) && Utf8.IsValid(bytes) ? Text(bytes, type: null, sender)
            : Binary(bytes, type: null, sender);

    /// <summary>Returns whether a text can be encoded as UTF-8, that is, whether each surrogate in the text is part of a pair.</summary>
    internal static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var consumed) != System.Buffers.OperationStatus.Done)
                return false;
            text = text[consumed..];
        }

        return true;
    }

    // Removes line ends from JSON, because NDJSON, SSE and the Centrifugal protocol require a value on one line. This does not change the
    // value: in valid JSON, line ends occur only between the parts of a value, never inside a string.
    private static byte[] OnOneLine(ReadOnlySpan<byte> utf8)
    {
        if (!utf8.ContainsAny((byte)'\n', (byte)'\r'))
            return utf8.ToArray();
        var line = new byte[utf8.Length];
        var length = 0;
        foreach (var b in utf8)
        {
            if (b is not (byte)'\n' and not (byte)'\r')
                line[length++] = b;
        }

        return line[..length];
    }
}
