using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Streaming.Server.Commands;

/// <summary>Writes the JSON that commands print for programs.</summary>
internal static class OutputJson
{
    /// <summary>The options of indented JSON in which text stays readable.</summary>
    public static JsonSerializerOptions Indented { get; } =
        new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The options of JSON on one line.</summary>
    public static JsonSerializerOptions Line { get; } =
        new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a value as indented JSON.</summary>
    public static Task WriteAsync<T>(TextWriter output, T value) => output.WriteLineAsync(JsonSerializer.Serialize(value, Indented));

    /// <summary>Writes a value as JSON on one line.</summary>
    public static Task WriteLineAsync(TextWriter output, JsonNode? value) =>
        output.WriteLineAsync(value?.ToJsonString(Line) ?? "null");
}
