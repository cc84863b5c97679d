using System.Text.Json;
using System.Text.Json.Serialization;

namespace Streaming.Server.Core.Text;

/// <summary>
/// Reads dates and times in JSON, such as <c>2027-01-31T18:00:00Z</c>. A time without a time zone is in UTC; the default converter of .NET
/// would assume the time zone of the server's machine.
/// </summary>
internal sealed class TimestampConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Timestamp.TryParse(reader.GetString()!, out var time)
            ? time
            : throw new JsonException("A time is not valid; give text such as \"2027-01-31T18:00:00Z\" (UTC where no zone is given).");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);
}
