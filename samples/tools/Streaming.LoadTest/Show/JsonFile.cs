using System.Text.Json;
using System.Text.Json.Serialization;

namespace Streaming.LoadTest.Show;

/// <summary>Writes the results of a run as JSON, for other programs.</summary>
internal static class JsonFile
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static async Task WriteAsync(string file, Report report)
    {
        var json = JsonSerializer.Serialize(report, s_options) + "\n";
        if (file == "-")
            await Console.Out.WriteAsync(json);
        else
            await File.WriteAllTextAsync(file, json);
    }
}
