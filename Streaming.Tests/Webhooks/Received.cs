using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Streaming.Tests.Webhooks;

/// <summary>A request that a webhook's receiver has received.</summary>
internal sealed record Received(string Id, string Timestamp, string Signature, string? ContentType, byte[] Body)
{
    /// <summary>All headers of the request.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public JsonElement Json { get; } = JsonDocument.Parse(Body).RootElement;

    public string Type => Json.GetProperty("type").GetString()!;

    public string Topic => Json.GetProperty("data").GetProperty("topic").GetString()!;

    public IEnumerable<JsonElement> Messages => Json.GetProperty("data").GetProperty("messages").EnumerateArray();

    public IEnumerable<string> Texts => Messages.Select(message => message.GetProperty("data").ToString());

    /// <summary>Whether the request was signed with this secret.</summary>
    public bool IsSignedWith(string secret)
    {
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        byte[] content = [.. Encoding.UTF8.GetBytes($"{Id}.{Timestamp}."), .. Body];
        var expected = "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, content));
        return Signature.Split(' ').Contains(expected, StringComparer.Ordinal);
    }
}
