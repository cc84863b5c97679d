using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>Messages of a topic that are sent in one request.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="After">The position before them.</param>
/// <param name="Last">The position of the webhook after the delivery; it may be that of a message that the webhook does not want.</param>
/// <param name="Messages">The messages that the webhook wants; empty if there is nothing to send.</param>
internal sealed record MessageBatch(TopicName Topic, Position After, Position Last, IReadOnlyList<Message> Messages)
{
    // Long enough that no two requests share an id.
    private const int IdBytes = 15;

    /// <summary>The request's <c>webhook-id</c>. It is derived from the content, so that each attempt has the same id.</summary>
    public string Id(WebhookId webhook) =>
        "msg_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{webhook} {Topic} {After} {Last}")).AsSpan(0, IdBytes));

    /// <summary>The request's body.</summary>
    public byte[] Body(WebhookId webhook) => WriteBody("messages", Messages[^1].Time, json =>
    {
        json.WriteString("webhook", webhook.Value);
        json.WriteString("topic", Topic.Value);
        json.WriteString("first", Messages[0].Position.ToString());
        json.WriteString("last", Messages[^1].Position.ToString());
        json.WriteNumber("count", Messages.Count);
        json.WriteStartArray("messages");
        foreach (var message in Messages)
            MessageJson.Write(json, message);
        json.WriteEndArray();
    });

    /// <summary>The body of a test request.</summary>
    public static byte[] TestBody(WebhookId webhook, DateTime now) =>
        WriteBody("test", now, json => json.WriteString("webhook", webhook.Value));

    private static byte[] WriteBody(string type, DateTime time, Action<Utf8JsonWriter> data)
    {
        var body = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(body, MessageJson.WriterOptions);
        json.WriteStartObject();
        json.WriteString("type", type);
        Span<byte> text = stackalloc byte[32];
        json.WriteString("timestamp", MessageTime.Format(time, text));
        json.WriteStartObject("data");
        data(json);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return body.WrittenSpan.ToArray();
    }
}
