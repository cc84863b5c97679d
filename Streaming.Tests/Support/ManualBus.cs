using System.Threading.Channels;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Tests.Support;

/// <summary>A bus that reports what a test tells it to report.</summary>
internal sealed class ManualBus : ITopicBus
{
    private readonly Channel<IReadOnlyList<TopicChange>> _batches = Channel.CreateUnbounded<IReadOnlyList<TopicChange>>();

    public void Report(params IReadOnlyList<TopicChange> changes) => _batches.Writer.TryWrite(changes);

    public void Report(string topic, long newest) => Report(new TopicChange(new TopicName(topic), newest));

    public IAsyncEnumerable<IReadOnlyList<TopicChange>> ListenAsync(CancellationToken cancellationToken) =>
        _batches.Reader.ReadAllAsync(cancellationToken);
}
