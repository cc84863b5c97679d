using System.Text.Json;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Text;

/// <summary>
/// Limits the nesting depth of JSON from clients, with the same limit for all transports. The server wraps the data of a message in further
/// JSON objects. With this limit, the whole does not exceed the 64 levels that JSON parsers of .NET accept by default.
/// </summary>
internal static class JsonDepth
{
    /// <summary>The maximum nesting depth of the data of a message: 60 levels.</summary>
    public const int Limit = 60;

    /// <summary>
    /// The maximum nesting depth of a request body with the arguments of a job: 64 levels. The arguments may contain messages, whose data
    /// may have 60 levels.
    /// </summary>
    public const int BodyLimit = 64;

    /// <summary>
    /// The nesting depth that the server's JSON parsers accept: 128 levels, more than the other limits allow. So JSON that is nested too
    /// deeply is refused by this class, whose error message names the limit, and not by the parser. A higher value would be slow: the time
    /// of <c>JsonDocument</c> grows with the square of the depth.
    /// </summary>
    public const int ParserLimit = 128;

    /// <summary>The options with which the server parses JSON with JsonDocument.</summary>
    public static readonly JsonDocumentOptions Parsing = new() { MaxDepth = ParserLimit };

    /// <summary>Throws an exception if JSON is nested more deeply than a limit.</summary>
    /// <param name="json">The JSON in UTF-8. The method accepts text that is not JSON; the JSON parser refuses such text later.</param>
    /// <param name="what">The name of the checked value, for the error message.</param>
    /// <param name="limit">The maximum number of nested levels.</param>
    /// <exception cref="RefusalException">The JSON is nested more deeply than the limit.</exception>
    public static void Check(ReadOnlySpan<byte> json, string what, int limit = Limit)
    {
        // Fast path: counting the brackets is much faster than parsing. JSON with fewer opening brackets than the limit cannot be nested
        // too deeply, and nearly all JSON has fewer.
        if (json.Count((byte)'{') + json.Count((byte)'[') > limit && IsDeeper(json, limit))
            throw RefusalException.Invalid($"{what} is nested more than {limit} levels deep; send JSON of at most {limit} levels.");
    }

    /// <summary>Throws an exception if a JSON parser has failed because the JSON is nested too deeply.</summary>
    /// <exception cref="RefusalException">The JSON is nested too deeply for the parser.</exception>
    public static void CheckFailed(ReadOnlySpan<byte> json, string what)
    {
        if (IsTooDeepToParse(json))
            throw RefusalException.Invalid($"{what} is nested more than {Limit} levels deep; send JSON of at most {Limit} levels.");
    }

    /// <summary>Returns whether JSON is nested more deeply than the JSON parsers of the server accept.</summary>
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
