using Streaming.Server.Jobs;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>Thrown by a job that delivers messages to a webhook when a request has failed and must be repeated after a delay.</summary>
internal sealed class DeliveryFailedException(string sentence, TimeSpan delay) : Exception(sentence), IReportedFailure
{
    public TimeSpan Delay => delay;
}
