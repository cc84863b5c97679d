using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Transports.HttpApi;

/// <summary>When a message is to be published: <c>?deliver-at=</c> a time, or <c>?delay=</c> a duration from now.</summary>
internal static class DeliveryTime
{
    /// <summary>The time; null for at once.</summary>
    /// <exception cref="RefusalException">Both are given, or one is not valid.</exception>
    public static DateTime? Parse(string? deliverAt, string? delay, DateTimeOffset now)
    {
        if (!string.IsNullOrEmpty(deliverAt) && !string.IsNullOrEmpty(delay))
            throw RefusalException.Invalid("Give either deliver-at or delay, not both.");
        if (!string.IsNullOrEmpty(delay))
            return (now + Duration.Parse(delay, "delay")).UtcDateTime;
        if (string.IsNullOrEmpty(deliverAt))
            return null;
        return Timestamp.Parse(deliverAt, "deliver-at").UtcDateTime;
    }
}
