using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Streaming.Server.Commands;

/// <summary>Writes values as JSON, for programs that read the output of commands.</summary>
internal static class OutputJson
{
    /// <summary>The options for indented JSON, in which letters of all alphabets are not escaped.</summary>
    public static JsonSerializerOptions Indented { get; } =
        new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The options for JSON on one line, in which letters of all alphabets are not escaped.</summary>
    public static JsonSerializerOptions Line { get; } =
        new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a value to the output as indented JSON.</summary>
    public static Task WriteAsync<T>(TextWriter output, T value) => output.WriteLineAsync(JsonSerializer.Serialize(value, Indented));

    /// <summary>Writes a value to the output as JSON on one line.</summary>
    public static Task WriteLineAsync(TextWriter output, JsonNode? value) =>
        output.WriteLineAsync(value?.ToJsonString(Line) ?? "null");
}
