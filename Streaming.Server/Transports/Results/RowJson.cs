using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Streaming.Server.Transports.Results;

/// <summary>Writes objects of the hosting application as JSON, with the JSON options of the application.</summary>
internal static class RowJson
{
    /// <summary>
    /// Returns the options with which JSON is written on one line, even if the options of the application indent JSON. A row of NDJSON and
    /// the data of an event must be on one line.
    /// </summary>
    public static JsonWriterOptions WriterOptions(JsonSerializerOptions json) => new()
    {
        Encoder = json.Encoder ?? JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>Returns a function that writes an object of the type <typeparamref name="T"/> as a JSON value.</summary>
    public static Action<Utf8JsonWriter, T> Writer<T>(JsonSerializerOptions json)
    {
        json.MakeReadOnly(populateMissingResolver: true);
        var type = (JsonTypeInfo<T>)json.GetTypeInfo(typeof(T));
        return (writer, value) => JsonSerializer.Serialize(writer, value, type);
    }
}
