using System.Buffers;
using System.Globalization;
using System.Text;

namespace Streaming.Server.Core.Text;

/// <summary>
/// Writes text as a JSON string. Escapes only the characters that must be escaped in JSON (RFC 8259, section 7), so that emoji and letters
/// of all alphabets stay readable.
/// </summary>
internal static class JsonText
{
    private static readonly SearchValues<byte> s_escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(b => (byte)b), (byte)'"', (byte)'\\']);

    /// <summary>Returns a text as a JSON string with quotes, encoded as UTF-8.</summary>
    public static byte[] Quote(string text) => Quote(Encoding.UTF8.GetBytes(text));

    /// <summary>Returns a UTF-8 text as a JSON string with quotes.</summary>
    public static byte[] Quote(ReadOnlySpan<byte> utf8)
    {
        if (!utf8.ContainsAny(s_escaped))
            return [(byte)'"', .. utf8, (byte)'"'];
        using var quoted = new Utf8Buffer(utf8.Length + 32);
        Write(quoted, utf8);
        return quoted.Written.ToArray();
    }

    /// <summary>Writes a UTF-8 text as a JSON string with quotes.</summary>
    public static void Write(Utf8Buffer output, ReadOnlySpan<byte> utf8)
    {
        output.Write((byte)'"');
        while (utf8.IndexOfAny(s_escaped) is >= 0 and var at)
        {
            output.Write(utf8[..at]);
            output.Write(Escape(utf8[at]));
            utf8 = utf8[(at + 1)..];
        }

        output.Write(utf8);
        output.Write((byte)'"');
    }

    private static ReadOnlySpan<byte> Escape(byte b) => b switch
    {
        (byte)'"' => "\\\""u8,
        (byte)'\\' => "\\\\"u8,
        (byte)'\n' => "\\n"u8,
        (byte)'\r' => "\\r"u8,
        (byte)'\t' => "\\t"u8,
        _ => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\\u{b:x4}")),
    };
}
