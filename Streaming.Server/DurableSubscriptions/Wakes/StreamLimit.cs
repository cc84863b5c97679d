using Microsoft.Extensions.Options;

namespace Streaming.Server.DurableSubscriptions.Wakes;

/// <summary>Limits the number of streams of a durable subscription (<c>DurableSubscriptions:MaxStreams</c>).</summary>
internal sealed class StreamLimit(IOptions<DurableSubscriptionOptions> options)
{
    public int Max => options.Value.MaxStreams;

    /// <exception cref="Streaming.Server.Core.Messages.RefusalException">The subscription would have too many streams.</exception>
    public void Check(int count)
    {
        if (count > Max)
            throw SubscriptionRefusal.Invalid(
                $"The subscription would have {count} streams; at most {Max} are allowed (DurableSubscriptions:MaxStreams). Use a " +
                "narrower pattern, or several subscriptions.");
    }
}
