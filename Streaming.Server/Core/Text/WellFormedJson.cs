using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Text;

/// <summary>
/// Checks that all strings in a JSON text are valid UTF-8 and contain no half of a surrogate pair, such as <c>\ud800</c>. The grammar of
/// JSON and JSON parsers allow both, but both would fail later, in the store or at a subscriber.
/// </summary>
internal static class WellFormedJson
{
    /// <summary>Refuses a JSON text with a string that is not valid. The refusal names the place of the string.</summary>
    /// <param name="json">The text in UTF-8. The method does not check whether the text is JSON.</param>
    /// <param name="what">The name of the value, for the sentence of the refusal.</param>
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
    /// Replaces halves of surrogate pairs by U+FFFD, in JSON that earlier versions stored. The length of the JSON does not change.
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

    // Searches for escapes only, which begin with a backslash. In JSON a backslash occurs only in strings.
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

    // Returns the UTF-16 code unit of an escape such as \u00e9; null if the text begins with another escape or with no escape.
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

    // Returns the names of the properties that lead to a position in the JSON text; empty if the text before the position is not JSON.
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
