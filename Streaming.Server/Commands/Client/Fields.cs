using System.Text.Json;
using System.Text.Json.Nodes;

namespace Streaming.Server.Commands.Client;

/// <summary>Writes the properties of a JSON object as text for people.</summary>
internal static class Fields
{
    /// <summary>Writes one line for each property, with its name and its value.</summary>
    public static async Task WriteAsync(TextWriter output, JsonNode value)
    {
        var properties = ((JsonObject)value).Where(property => property.Value is not null).ToList();
        var width = properties.Max(property => property.Key.Length);
        foreach (var (name, each) in properties)
            await output.WriteLineAsync($"{name.PadRight(width)}  {Text(each)}");
    }

    /// <summary>Returns a JSON value as text: a string without quotes, <c>-</c> for null, and any other value as JSON.</summary>
    public static string Text(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "-",
        JsonValueKind.String => (string)value!,
        _ => value.ToJsonString(OutputJson.Line),
    };
}
