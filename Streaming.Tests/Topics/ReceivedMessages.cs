using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Tests.Topics;

/// <summary>What a reader has that applies gaps: it forgets the messages after the position of a gap.</summary>
internal sealed class ReceivedMessages
{
    public List<string> Texts { get; } = [];

    /// <summary>The number of gaps at positions after which the reader had no messages.</summary>
    public int NeedlessGaps { get; private set; }

    /// <summary>Reads what waits, without waiting for more.</summary>
    public async Task ReadWaitingAsync(Subscription subscription)
    {
        using var ended = new CancellationTokenSource();
        var reading = subscription.ReadAsync(ended.Token).AsTask();
        await ended.CancelAsync();
        Add(await reading);
    }

    public void Add(IEnumerable<Message> messages)
    {
        foreach (var message in messages)
        {
            if (message.Type == MessageType.Gap)
            {
                NeedlessGaps += Texts.Count <= message.Offset ? 1 : 0;
                Texts.RemoveRange((int)Math.Min(message.Offset, Texts.Count), Math.Max(0, Texts.Count - (int)message.Offset));
                continue;
            }

            if (message.Offset != Texts.Count + 1)
                throw new InvalidOperationException($"Message {message.Offset} follows {Texts.Count}.");
            Texts.Add(message.Text);
        }
    }
}
