using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>A request failed and is repeated after a delay.</summary>
internal sealed class DeliveryFailedException(string sentence, TimeSpan delay) : Exception(sentence)
{
    public TimeSpan Delay => delay;
}
