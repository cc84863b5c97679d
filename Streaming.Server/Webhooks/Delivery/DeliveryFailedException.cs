using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>Thrown by a webhook delivery when a request failed and is to be repeated after a delay.</summary>
internal sealed class DeliveryFailedException(string sentence, TimeSpan delay) : Exception(sentence)
{
    public TimeSpan Delay => delay;
}
