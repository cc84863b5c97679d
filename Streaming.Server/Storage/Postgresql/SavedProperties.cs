using System.Buffers;
using System.Text;
using System.Text.Json;
using Streaming.Server.Core.Properties;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Encodes properties of topics as JSON rows of the table <c>topic_properties</c>.</summary>
internal static class SavedProperties
{
    /// <summary>Encodes the properties that a group commit saves, as a JSON array.</summary>
    public static string Encode(IEnumerable<TopicUse> uses)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var use in uses)
                Write(json, use, use.Properties!);
            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, TopicUse use, TopicProperties properties)
    {
        var (by, fork) = (properties.ClosedBy, properties.Fork);
        json.WriteStartObject();
        json.WriteNumber("topic", use.Id);
        json.WriteNumber("version", use.Version + 1);
        json.WriteString("content_type", properties.ContentType);
        Write(json, "ttl", (long?)properties.TimeToLive?.TotalMicroseconds);
        Write(json, "expires_at", From(properties.ExpiresAt));
        json.WriteNumber("touched", PostgresqlTime.From(properties.Touched));
        Write(json, "expires", From(properties.Expires));
        json.WriteBoolean("is_closed", properties.IsClosed);
        json.WriteString("closed_by", by?.Id);
        Write(json, "closed_by_epoch", by?.Epoch);
        Write(json, "closed_by_seq", by?.Seq);
        json.WriteBoolean("is_deleted", properties.IsDeleted);
        json.WriteString("stream_seq", properties.StreamSeq);
        Write(json, "source", fork is null ? null : use.Source?.Id);
        json.WriteString("source_name", fork?.Source.Value);
        json.WriteString("source_epoch", fork?.SourceEpoch);
        Write(json, "fork_offset", fork?.Offset);
        Write(json, "fork_sub_offset", fork?.SubOffset);
        json.WriteNumber("trimmed", 1);
        json.WriteEndObject();
    }

    private static long? From(DateTime? time) => time is { } given ? PostgresqlTime.From(given) : null;

    private static void Write(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }
}
