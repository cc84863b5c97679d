using System.Text.Json;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Text;

/// <summary>
/// Limits the nesting of JSON, equally for all transports. Data and the objects around it stay within the 64 levels that .NET's parsers
/// accept by default.
/// </summary>
internal static class JsonDepth
{
    /// <summary>The maximum number of levels in the data of a message.</summary>
    public const int Limit = 60;

    /// <summary>The maximum number of levels in a request body around job arguments, which may be messages.</summary>
    public const int BodyLimit = 64;

    /// <summary>
    /// The maximum number of levels for parsers. It is above the limits, so that the refusal comes from the check here and names the limit.
    /// Not higher, since JsonDocument's time grows with the square of the depth.
    /// </summary>
    public const int ParserLimit = 128;

    /// <summary>The parser options for JsonDocument.</summary>
    public static readonly JsonDocumentOptions Parsing = new() { MaxDepth = ParserLimit };

    /// <summary>Refuses JSON that is nested more deeply than the limit.</summary>
    /// <param name="json">The text in UTF-8. Text that is not JSON is accepted here and refused by its parser.</param>
    /// <param name="what">The name of the value, for the refusal.</param>
    /// <param name="limit">The maximum number of levels.</param>
    /// <exception cref="RefusalException">The JSON is nested too deeply.</exception>
    public static void Check(ReadOnlySpan<byte> json, string what, int limit = Limit)
    {
        // Nearly all JSON has fewer brackets than the limit, and counting them is cheap.
        if (json.Count((byte)'{') + json.Count((byte)'[') > limit && IsDeeper(json, limit))
            throw RefusalException.Invalid($"{what} is nested more than {limit} levels deep; send JSON of at most {limit} levels.");
    }

    /// <summary>Refuses JSON on which a parser failed, if the reason is its depth.</summary>
    /// <exception cref="RefusalException">The JSON is nested too deeply.</exception>
    public static void CheckFailed(ReadOnlySpan<byte> json, string what)
    {
        if (IsTooDeepToParse(json))
            throw RefusalException.Invalid($"{what} is nested more than {Limit} levels deep; send JSON of at most {Limit} levels.");
    }

    /// <summary>Whether parsers fail on the JSON because of its depth.</summary>
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
