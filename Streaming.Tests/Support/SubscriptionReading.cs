using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Tests.Support;

/// <summary>Reading subscriptions in few words.</summary>
internal static class SubscriptionReading
{
    /// <summary>The next messages, at least so many.</summary>
    public static async Task<List<Message>> TakeAsync(this Subscription subscription, int count)
    {
        var messages = new List<Message>();
        while (messages.Count < count)
            messages.AddRange(await subscription.ReadAsync(CancellationToken.None).OrTimeout());
        return messages;
    }

    public static StartAt After(this AppendResult result, long offset) => new(new Position(result.Epoch, offset), FromEarliest: false);
}
