using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Tests.Support;

/// <summary>Short helper methods for reading a subscription.</summary>
internal static class SubscriptionReading
{
    /// <summary>Reads the next messages, at least this number, or fewer if the subscription ends.</summary>
    public static async Task<List<Message>> TakeAsync(this Subscription subscription, int count)
    {
        var messages = new List<Message>();
        while (messages.Count < count && !subscription.HasEnded)
            messages.AddRange(await subscription.ReadAsync(CancellationToken.None).OrTimeout());
        return messages;
    }

    public static SubscriptionStart After(this AppendResult result, long offset) =>
        new(new Position(result.Epoch, offset), FromEarliest: false);
}
