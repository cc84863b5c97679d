using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Text;

/// <summary>
/// Checks that all strings in a JSON text are valid UTF-8 and contain no half of a surrogate pair, such as <c>\ud800</c>. JSON parsers
/// accept such strings, but the store or a subscriber would fail later.
/// </summary>
internal static class WellFormedJson
{
    /// <summary>
    /// Throws an exception if a JSON text contains a string that is not valid. The error message names the place of the string in the text.
    /// </summary>
    /// <param name="json">The JSON text in UTF-8. The method does not check the syntax of the JSON.</param>
    /// <param name="what">The name of the checked value, for the error message.</param>
    /// <exception cref="RefusalException">A string contains half of a surrogate pair, or is not valid UTF-8.</exception>
    public static void Check(ReadOnlySpan<byte> json, string what)
    {
        if (!Utf8.IsValid(json))
            throw RefusalException.Invalid(
                $"{what} is not valid UTF-8 at byte {FirstInvalidByte(json) + 1}; send the text encoded as UTF-8.");
        if (FindLoneSurrogate(json) is >= 0 and var at)
        {
            var escape = Encoding.ASCII.GetString(json.Slice(at, EscapeLength));
            throw RefusalException.Invalid(
                $"{what} has half of a surrogate pair ({escape}) at byte {at + 1}{PathTo(json, at)}; send whole characters.");
        }
    }

    /// <summary>
    /// Replaces each half of a surrogate pair by U+FFFD, in JSON that an earlier version of the server stored. The length of the JSON text
    /// stays the same.
    /// </summary>
    /// <param name="json">The JSON text in UTF-8. The method modifies the text.</param>
    public static void ReplaceLoneSurrogates(Span<byte> json)
    {
        while (FindLoneSurrogate(json) is >= 0 and var at)
        {
            "\\ufffd"u8.CopyTo(json[at..]);
            json = json[(at + EscapeLength)..];
        }
    }

    private const int EscapeLength = 6;

    // Searches only for escapes, which begin with a backslash. A backslash occurs only inside the strings of a JSON text.
    private static int FindLoneSurrogate(ReadOnlySpan<byte> json)
    {
        var at = 0;
        while (json[at..].IndexOf((byte)'\\') is >= 0 and var next)
        {
            at += next;
            if (CodeUnitAt(json[at..]) is not { } unit)
                at = Math.Min(at + 2, json.Length);
            else if (char.IsHighSurrogate(unit) && CodeUnitAt(json[(at + EscapeLength)..]) is { } second && char.IsLowSurrogate(second))
                at += 2 * EscapeLength;
            else if (char.IsSurrogate(unit))
                return at;
            else
                at += EscapeLength;
        }

        return -1;
    }

    // Returns the UTF-16 code unit of an escape such as \u00e9. Returns null if the text does not begin with such an escape.
    private static char? CodeUnitAt(ReadOnlySpan<byte> json) =>
        json.Length >= EscapeLength && json[0] == '\\' && json[1] == 'u'
            && ushort.TryParse(json[2..EscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : null;

    private static int FirstInvalidByte(ReadOnlySpan<byte> utf8)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(utf8[at..], out _, out var length) == OperationStatus.Done)
            at += length;
        return at;
    }

    // Returns the names of the properties that lead to a position in the JSON text, such as "a.b". Returns an empty text if the JSON before
    // the position has a syntax error.
    private static string PathTo(ReadOnlySpan<byte> json, int position)
    {
        var names = new Stack<string>();
        var name = string.Empty;
        try
        {
            var reader = new Utf8JsonReader(json);
            while (reader.Read() && reader.BytesConsumed <= position)
            {
                if (reader.TokenType == JsonTokenType.PropertyName)
                    name = Encoding.UTF8.GetString(reader.ValueSpan);
                else if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                {
                    names.Push(reader.TokenType == JsonTokenType.StartArray ? name + "[]" : name);
                    name = string.Empty;
                }
                else if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
                {
                    names.Pop();
                    name = string.Empty;
                }
            }

            if (reader.TokenType == JsonTokenType.PropertyName)
                return " in the name of a property";
        }
        catch (JsonException)
        {
            return string.Empty;
        }

        var path = string.Join('.', names.Reverse().Append(name).Where(each => each.Length > 0));
        return path.Length is 0 or > 100 ? string.Empty : $", in {path}";
    }
}
