using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Transports.HttpApi;

/// <summary>
/// Reads from the query of a publish request the time at which the message is to be published. The parameter <c>deliver-at</c> contains a
/// time; <c>delay</c> contains a duration from now.
/// </summary>
internal static class DeliveryTime
{
    /// <summary>Returns the time at which the message is to be published; null if it is to be published at once.</summary>
    /// <exception cref="RefusalException">Both <c>deliver-at</c> and <c>delay</c> are given, or the given one is not valid.</exception>
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
