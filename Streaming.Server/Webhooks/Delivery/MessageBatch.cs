using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>The messages of a topic that are sent to a webhook in one request.</summary>
/// <param name="Topic">The topic of the messages.</param>
/// <param name="After">The position before the first message of the request.</param>
/// <param name="Last">The position of the webhook in the topic after the request has succeeded. This position is later than the last
/// message of the request if messages of other types follow, which the webhook does not receive.</param>
/// <param name="Messages">The messages that are sent; empty if the webhook receives none of them.</param>
internal sealed record MessageBatch(TopicName Topic, Position After, Position Last, IReadOnlyList<Message> Messages)
{
    // The number of bytes of the hash that form the id of a request. The number is so large that requests with different messages get
    // different ids in practice.
    private const int IdBytes = 15;

    /// <summary>
    /// Returns the id of the request, for the header <c>webhook-id</c>. The id is computed from the positions of the messages, so that each
    /// attempt to send the same messages has the same id.
    /// </summary>
    public string Id(WebhookId webhook) =>
        "msg_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{webhook} {Topic} {After} {Last}")).AsSpan(0, IdBytes));

    /// <summary>Returns the body of the request to a webhook: JSON with the messages.</summary>
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

    /// <summary>Returns the body of a request that tests a webhook, in JSON and without messages.</summary>
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
