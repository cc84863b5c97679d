using System.Text.Json;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Text;

/// <summary>
/// How deep JSON may be nested, the same on every transport. With the objects that messages travel in, data stays within the 64 levels that .NET's parsers take by default.
/// </summary>
internal static class JsonDepth
{
    /// <summary>The most levels in the data of a message.</summary>
    public const int Limit = 60;

    /// <summary>The most levels in a request body around job arguments, which may be messages in turn.</summary>
    public const int BodyLimit = 64;

    /// <summary>The most levels that parsers take. Above the limits, which are checked here so that the refusal names them; not more, since JsonDocument's time grows with the square of the depth.</summary>
    public const int ParserLimit = 128;

    /// <summary>The same for JsonDocument.</summary>
    public static readonly JsonDocumentOptions Parsing = new() { MaxDepth = ParserLimit };

    /// <summary>Refuses JSON that is nested deeper than the limit.</summary>
    /// <param name="json">The text in UTF-8. Text that is not JSON passes; its parser refuses it.</param>
    /// <param name="what">What it is called, for the refusal.</param>
    /// <param name="limit">The most levels.</param>
    /// <exception cref="RefusalException">It is nested deeper.</exception>
    public static void Check(ReadOnlySpan<byte> json, string what, int limit = Limit)
    {
        // Nearly all JSON has fewer brackets than the limit, and counting them costs next to nothing.
        if (json.Count((byte)'{') + json.Count((byte)'[') > limit && IsDeeper(json, limit))
            throw RefusalException.Invalid($"{what} is nested more than {limit} levels deep; send JSON of at most {limit} levels.");
    }

    /// <summary>Tells why a parser has failed, if it is for the depth.</summary>
    /// <exception cref="RefusalException">It is.</exception>
    public static void CheckFailed(ReadOnlySpan<byte> json, string what)
    {
        if (IsTooDeepToParse(json))
            throw RefusalException.Invalid($"{what} is nested more than {Limit} levels deep; send JSON of at most {Limit} levels.");
    }

    /// <summary>Whether a parser fails for the depth.</summary>
    public static bool IsTooDeepToParse(ReadOnlySpan<byte> json) => IsDeeper(json, ParserLimit);

    private static bool IsDeeper(ReadOnlySpan<byte> json, int limit)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue, AllowMultipleValues = true });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && reader.CurrentDepth >= limit)
                    return true;
            }
        }
        catch (JsonException)
        {
            return false;
        }

        return false;
    }
}
