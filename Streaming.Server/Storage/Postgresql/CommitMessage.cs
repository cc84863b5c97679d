using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Encodes the announcement of a commit as JSON, and decodes such texts. <see cref="AnnouncementCipher"/> encrypts them. The form is
/// <c>[version, writer, sequence, topics]</c>. A topic is <c>[name, epoch, newest, time, messages]</c>, with a further element if it has
/// properties. A message is <c>[kind, type, sender, data]</c>. If the text would be too long, the messages are omitted; if that is not
/// enough, the topics too. Other nodes read the omitted parts from the database.
/// </summary>
internal static class CommitMessage
{
    private const int Version = 1;

    private const int MaxBytesOfData = 4_500;

    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Encodes the announcement of a commit.</summary>
    public static string Encode(CommitAnnouncement announcement)
    {
        var hasSmallMessages =
            announcement.Topics?.Sum(topic => topic.Messages.Sum(message => (long)message.Data.Length + 8)) < MaxBytesOfData;
        return (hasSmallMessages ? TryEncode(announcement, announcement.Topics, hasMessages: true) : null)
            ?? TryEncode(announcement, announcement.Topics, hasMessages: false)
            ?? TryEncode(announcement, topics: null, hasMessages: false)!;
    }

    /// <summary>
    /// Returns the number of the announced commit; null if another version of the server has encoded the text in a form that this version
    /// does not know.
    /// </summary>
    public static CommitNumber? Number(string text)
    {
        var parts = text.TrimEnd(']').TrimStart('[').Split(',', 4);
        return parts.Length >= 3 && parts[0] == "1"
            && int.TryParse(parts[1], CultureInfo.InvariantCulture, out var writer)
            && long.TryParse(parts[2], CultureInfo.InvariantCulture, out var sequence)
            ? new CommitNumber(writer, sequence)
            : null;
    }

    /// <summary>Returns the topics to which the announced commit appended messages, or null if the announcement omits them.</summary>
    public static IReadOnlyList<TopicChange>? Topics(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 8 });
            return json.RootElement.GetArrayLength() < 4 ? null : [.. json.RootElement[3].EnumerateArray().Select(Topic)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException or FormatException)
        {
            // The notification is not an announcement that this node understands. If it announces a commit, this node reads the commit from
            // the database later.
            return null;
        }
    }

    private static string? TryEncode(CommitAnnouncement announcement, IReadOnlyList<AnnouncedTopic>? topics, bool hasMessages)
    {
        var buffer = new ArrayBufferWriter<byte>(AnnouncementCipher.MaxBytes);
        using (var json = new Utf8JsonWriter(buffer, s_options))
        {
            json.WriteStartArray();
            json.WriteNumberValue(Version);
            json.WriteNumberValue(announcement.Number.Writer);
            json.WriteNumberValue(announcement.Number.Sequence);
            if (topics is not null)
            {
                json.WriteStartArray();
                foreach (var topic in topics)
                    Write(json, topic, hasMessages);
                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        return buffer.WrittenCount <= AnnouncementCipher.MaxBytes ? Encoding.UTF8.GetString(buffer.WrittenSpan) : null;
    }

    private static void Write(Utf8JsonWriter json, AnnouncedTopic topic, bool hasMessages)
    {
        json.WriteStartArray();
        json.WriteStringValue(topic.Topic.Value);
        json.WriteStringValue(topic.Epoch);
        json.WriteNumberValue(topic.Newest);
        json.WriteNumberValue(topic.Time);
        json.WriteStartArray();
        foreach (var message in hasMessages ? topic.Messages : [])
        {
            json.WriteStartArray();
            json.WriteNumberValue((int)message.Kind);
            json.WriteStringValue(message.Type);
            json.WriteStringValue(message.Sender);
            if (message.Kind == DataKind.Binary)
                json.WriteBase64StringValue(message.Data);
            else
                json.WriteStringValue(message.Data);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        if (topic.HasProperties)
            json.WriteNumberValue(1);
        json.WriteEndArray();
    }

    private static TopicChange Topic(JsonElement json)
    {
        var topic = new TopicName(json[0].GetString()!);
        var (epoch, newest, time) = (json[1].GetString()!, json[2].GetInt64(), PostgresqlTime.To(json[3].GetInt64()));
        var messages = new Message[json[4].GetArrayLength()];
        for (var i = 0; i < messages.Length; i++)
        {
            var each = json[4][i];
            var kind = (DataKind)each[0].GetInt32();
            var data = kind == DataKind.Binary ? each[3].GetBytesFromBase64() : Encoding.UTF8.GetBytes(each[3].GetString()!);
            var content = new NewMessage(kind, data, each[1].GetString()!, each[2].GetString());
            messages[i] = new Message(topic, new Position(epoch, newest - messages.Length + 1 + i), time, content);
        }

        return new TopicChange(topic, newest, messages) { IsOfProperties = json.GetArrayLength() > 5 };
    }
}
