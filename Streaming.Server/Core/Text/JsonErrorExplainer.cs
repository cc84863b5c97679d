using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Streaming.Server.Core.Text;

/// <summary>
/// Explains to a client why the JSON in its request could not be read. The error messages of the .NET serializer are not sent to clients,
/// because they contain the names of .NET types.
/// </summary>
internal static class JsonErrorExplainer
{
    /// <summary>
    /// Returns the rest of a sentence for the client, after a colon, that names the invalid property of its JSON and the allowed values.
    /// </summary>
    /// <param name="error">The exception that the JSON serializer threw.</param>
    /// <param name="type">The .NET type to which the JSON could not be converted.</param>
    /// <param name="options">The options with which the JSON was read.</param>
    public static string Explain(JsonException error, Type type, JsonSerializerOptions options)
    {
        var first = error.InnerException?.Message ?? error.Message;
        if (first.Contains("Duplicate property", StringComparison.Ordinal))
            return $"{string.Concat(Quoted(first).Take(1))} is given twice; give it once.";
        // If the inner exception is a JsonException, the text is not valid JSON (syntax error). Otherwise the JSON has a wrong property or
        // value.
        if (error.InnerException is JsonException)
            return $"it is not valid JSON at line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}.";
        options.MakeReadOnly(populateMissingResolver: true);
        var (name, at) = Find(error.Path ?? "$", type, options);
        var message = error.Message;
        if (After(message, "missing required properties including:") is { } missing)
            return $"{string.Join(", ", Quoted(missing))} must be given{(name.Length > 0 ? $" in {name}" : null)}.";
        if (message.Contains("could not be mapped", StringComparison.Ordinal))
            return $"{Subject(name)} is not known{Known(name, type, options)}.";
        if (message.Contains("null", StringComparison.OrdinalIgnoreCase)
            && !message.StartsWith("The JSON value could not", StringComparison.Ordinal))
            return $"{Subject(name)} must not be null; give {Allowed(at, options)}.";
        return IsOwnMessage(message) ? $"{Subject(name)}: {message}" : $"{Subject(name)} must be {Allowed(at, options)}.";
    }

    // The error messages of the server's own JSON converters already state what to change, so the client receives them unchanged.
    private static bool IsOwnMessage(string message) => message.Contains("give ", StringComparison.Ordinal);

    private static string Subject(string name) => name.Length > 0 ? $"'{name}'" : "it";

    private static string? After(string message, string words) =>
        message.IndexOf(words, StringComparison.Ordinal) is >= 0 and var at ? message[(at + words.Length)..].Split(" Path:")[0] : null;

    private static IEnumerable<string> Quoted(string text) =>
        text.Split('\'').Where((_, index) => index % 2 == 1).Select(name => $"'{name}'");

    private static string Known(string name, Type type, JsonSerializerOptions options)
    {
        var owner = Find("$." + (name.LastIndexOf('.') is >= 0 and var dot ? name[..dot] : string.Empty), type, options).At;
        var known = Info(owner, options).Properties.Where(property => property.Set is not null || property.AssociatedParameter is not null)
            .Select(property => property.Name).ToList();
        return known.Count > 0 ? $"; known are {string.Join(", ", known)}" : string.Empty;
    }

    // Returns a JSON path in a readable form (urls[3] for $.urls[3]), and the .NET type of the value at this path.
    private static (string Name, Type At) Find(string path, Type type, JsonSerializerOptions options)
    {
        var name = path.TrimStart('$').TrimStart('.');
        foreach (var part in name.Split(['.', '['], StringSplitOptions.RemoveEmptyEntries))
        {
            var info = Info(type, options);
            if (info.Kind == JsonTypeInfoKind.Object
                && info.Properties.FirstOrDefault(
                property => string.Equals(property.Name, part, StringComparison.OrdinalIgnoreCase)) is { } property)
                type = property.PropertyType;
            else if (info.ElementType is { } element)
                type = element;
        }

        return (name, type);
    }

    private static JsonTypeInfo Info(Type type, JsonSerializerOptions options) =>
        options.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);

    private static string Allowed(Type type, JsonSerializerOptions options)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum)
            return string.Join(" or ", Enum.GetNames(type).Select(value => $"\"{JsonNamingPolicy.CamelCase.ConvertName(value)}\""));
        return Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => "true or false",
            TypeCode.String or TypeCode.Char => "text",
            TypeCode.Single or TypeCode.Double or TypeCode.Decimal => "a number",
            >= TypeCode.SByte and <= TypeCode.UInt64 => "a whole number",
            _ when type == typeof(DateTime) || type == typeof(DateTimeOffset) => "a time such as \"2027-01-31T18:00:00Z\"",
            _ => Info(type, options).Kind switch
            {
                JsonTypeInfoKind.Enumerable => "a list",
                JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "an object",
                _ => "a value of another kind",
            },
        };
    }
}
