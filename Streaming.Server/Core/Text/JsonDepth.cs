using System.Text.Json;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Text;

/// <summary>
/// Limits the nesting depth of JSON, with the same limit for all transports. The data of a message and the objects around the data stay
/// within the 64 levels that JSON parsers of .NET accept by default.
/// </summary>
internal static class JsonDepth
{
    /// <summary>The maximum nesting depth of the data of a message.</summary>
    public const int Limit = 60;

    /// <summary>
    /// The maximum nesting depth of a request body with job arguments: these may be messages, whose data may have 60 levels.
    /// </summary>
    public const int BodyLimit = 64;

    /// <summary>
    /// The maximum nesting depth for JSON parsers. This limit is above the other limits, so that this class refuses deep JSON with a
    /// sentence that names the limit. The limit is not higher, since the time that JsonDocument needs grows with the square of the depth.
    /// </summary>
    public const int ParserLimit = 128;

    /// <summary>The options with which JsonDocument parses JSON.</summary>
    public static readonly JsonDocumentOptions Parsing = new() { MaxDepth = ParserLimit };

    /// <summary>Refuses JSON that is nested more deeply than a limit.</summary>
    /// <param name="json">The JSON in UTF-8. Text that is not JSON passes this check, and is refused by the JSON parser.</param>
    /// <param name="what">The name of the value, for the sentence of the refusal.</param>
    /// <param name="limit">The maximum number of nested levels.</param>
    /// <exception cref="RefusalException">The JSON is nested more deeply than the limit.</exception>
    public static void Check(ReadOnlySpan<byte> json, string what, int limit = Limit)
    {
        // Nearly all JSON has fewer brackets than the limit, and counting the brackets is much faster than parsing.
        if (json.Count((byte)'{') + json.Count((byte)'[') > limit && IsDeeper(json, limit))
            throw RefusalException.Invalid($"{what} is nested more than {limit} levels deep; send JSON of at most {limit} levels.");
    }

    /// <summary>Refuses JSON that a parser could not read, if the reason is its nesting depth.</summary>
    /// <exception cref="RefusalException">The JSON is nested too deeply for the parser.</exception>
    public static void CheckFailed(ReadOnlySpan<byte> json, string what)
    {
        if (IsTooDeepToParse(json))
            throw RefusalException.Invalid($"{what} is nested more than {Limit} levels deep; send JSON of at most {Limit} levels.");
    }

    /// <summary>Returns whether a parser cannot read the JSON because of its nesting depth.</summary>
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
