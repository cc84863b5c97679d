using System.Text.Json;
using System.Text.Json.Serialization;

namespace Streaming.Server.DurableSubscriptions.Register;

/// <summary>Converts durable subscriptions to the JSON in which the stores keep them, and back. Unknown properties are ignored.</summary>
internal static class SubscriptionJson
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    public static byte[] Write(DurableSubscription subscription) => JsonSerializer.SerializeToUtf8Bytes(subscription, s_options);

    public static DurableSubscription Read(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize<DurableSubscription>(json, s_options) ?? throw new JsonException("The value is null.");
}
