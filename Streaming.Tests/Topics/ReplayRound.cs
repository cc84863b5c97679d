using System.Text.Json;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

/// <summary>
/// One random round of the test of replay and live messages: a publisher, possibly a trimmer, and a subscriber that starts at a random
/// offset and checks each message as it arrives. The text of each message is its offset.
/// </summary>
internal sealed class ReplayRound(TopicHost host, string topic, int seed)
{
    private readonly Random _random = new(seed);
    private long _published;
    private long _trimmedBefore;
    private int _trims;

    public int Gaps { get; private set; }

    public async Task RunAsync(bool trims)
    {
        var prefilled = _random.Next(0, 60);
        await PublishAsync(prefilled);
        var state = await host.Topics.GetStateAsync(new TopicName(topic), CancellationToken.None);
        var offset = _random.Next(0, prefilled + 1);
        var start = _random.Next(5) switch
        {
            0 => SubscriptionStart.Live,
            1 => SubscriptionStart.Earliest,
            2 => new SubscriptionStart(new Position(state.Epoch, 0), FromEarliest: false),
            _ => new SubscriptionStart(new Position(state.Epoch, offset), FromEarliest: false),
        };
        var total = prefilled + _random.Next(1, 120);
        var trimmer = trims ? new Random(seed + 1) : null;

        var publishing = Task.Run(() => PublishThroughAsync(total, trimmer));
        if (_random.Next(2) == 0)
            await Task.Yield();
        await using var subscription = await host.SubscribeAsync(topic, start);
        var position = subscription.Positions.Single().Value.Offset;
        Check(start.After is null || subscription.StartsWithGap || position == start.After.Value.Offset, "it starts where it was asked to");
        Check(start != SubscriptionStart.Live || position >= prefilled, "live is not before what was there");
        Check(start != SubscriptionStart.Earliest || trims || position == 0, "earliest is the beginning");
        await ReadThroughAsync(subscription, position + 1, total);
        await publishing;
        Check(Gaps == 0 || trims, "there is no gap where nothing was trimmed");
        Check(Gaps <= _trims, $"{Gaps} gaps are not more than {_trims} trims");
    }

    private async Task ReadThroughAsync(Subscription subscription, long next, long total)
    {
        while (next <= total)
        {
            var batch = await subscription.ReadAsync(CancellationToken.None);
            Check(batch.Count > 0, "only cancellation ends it");
            foreach (var message in batch)
            {
                if (message.Type == MessageType.Gap)
                {
                    var gap = JsonDocument.Parse(message.Text).RootElement;
                    var oldest = message.Offset + 1;
                    Check(oldest > next && gap.GetProperty("lost")
                        .GetInt64() == oldest - next, $"a gap to {oldest} at {next} counts what is lost");
                    Check(oldest <= Interlocked.Read(ref _trimmedBefore), $"a gap to {oldest} covers only what was trimmed");
                    Gaps++;
                    next = oldest;
                    continue;
                }

                Check(message.Offset == next
                    && message.Text == $"{next}", $"{message.Offset} ('{message.Text}') comes where {next} is due");
                next++;
            }
        }

        Check(subscription.Positions.Single().Value.Offset == total, "it stands at the end");
    }

    private async Task PublishThroughAsync(int total, Random? trimmer)
    {
        while (_published < total)
        {
            await PublishAsync((int)Math.Min(total - _published, trimmer?.Next(1, 40) ?? _random.Next(1, 20)));
            if (trimmer?.Next(3) == 0)
                await TrimAsync(trimmer.NextInt64(1, _published + 2));
        }
    }

    private async Task TrimAsync(long before)
    {
        Interlocked.Exchange(ref _trimmedBefore, Math.Max(_trimmedBefore, before));
        _trims++;
        await host.Topics.TrimAsync(new TopicName(topic), before, CancellationToken.None);
    }

    private async Task PublishAsync(int count)
    {
        if (count == 0)
            return;
        await host.PublishAsync(topic, [.. Enumerable.Range(1, count).Select(i => $"{_published + i}")]);
        _published += count;
    }

    private void Check(bool holds, string what)
    {
        if (!holds)
            throw new Xunit.Sdk.XunitException($"Topic {topic}, seed {seed}: not so, that {what}.");
    }
}
