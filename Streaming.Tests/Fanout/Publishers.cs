using System.Globalization;
using System.Text;
using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.Fanout;

/// <summary>Publishes numbered messages (<c>publisher:number:filling</c>) to topic <c>room:lobby</c>.</summary>
internal static class Publishers
{
    private const string Topic = "room:lobby";

    /// <summary>Publishes each message with a separate request.</summary>
    public static async Task OneByOneAsync(HttpClient client, string publisher, int messages)
    {
        for (var i = 0; i < messages; i++)
            await client.PublishAsync(Topic, string.Create(CultureInfo.InvariantCulture, $"{publisher}:{i}"));
    }

    /// <summary>Publishes many messages in each request, each message with this number of bytes.</summary>
    public static async Task InBatchesAsync(HttpClient client, string publisher, int messages, int batch, int bytes = 0)
    {
        var filling = new string('x', bytes);
        for (var from = 0; from < messages; from += batch)
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(
                Enumerable.Range(from, Math.Min(batch, messages - from))
                    .Select(i => new { data = string.Create(CultureInfo.InvariantCulture, $"{publisher}:{i}:{filling}") }));
            using var content = new ByteArrayContent(body);
            content.Headers.Add("Content-Type", "application/json");
            using var response = await client.PostAsync($"/topics/{Topic}/messages", content).OrTimeout();
            response.IsSuccessStatusCode.Should().BeTrue();
        }
    }

    /// <summary>Publishes all messages in one streamed body, so that many messages are in flight.</summary>
    public static async Task StreamedAsync(HttpClient client, string publisher, int messages)
    {
        var lines = new StringBuilder();
        for (var i = 0; i < messages; i++)
            lines.Append(CultureInfo.InvariantCulture, $"{{\"data\":\"{publisher}:{i}\"}}\n");
        using var response = await client.PostAsync($"/topics/{Topic}/messages", lines.ToString(), "application/x-ndjson");
        response.IsSuccessStatusCode.Should().BeTrue();
    }
}
