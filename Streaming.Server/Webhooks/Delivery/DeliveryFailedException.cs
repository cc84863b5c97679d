using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>A request that failed, and when it is worth trying again.</summary>
internal sealed class DeliveryFailedException(string sentence, TimeSpan delay) : Exception(sentence)
{
    public TimeSpan Delay => delay;
}
