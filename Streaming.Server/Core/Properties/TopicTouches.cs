using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Core.Properties;

/// <summary>
/// Collects the times at which topics with a time to live were read, because each read prolongs the time to live. Writes these times to the
/// store together, once in each <see cref="TopicOptions.TouchInterval"/>.
/// </summary>
internal sealed partial class TopicTouches(
    TopicLogs logs, IOptions<TopicOptions> options, StoreClock time, ILogger<TopicTouches> logger) : BackgroundService
{
    private readonly ConcurrentDictionary<TopicName, TopicTouch> _waiting = new();
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Records that a topic was read, which prolongs its time to live. Does nothing for a topic without a time to live.</summary>
    public void Add(TopicName topic, string epoch, TopicProperties? properties)
    {
        if (properties?.TimeToLive is null)
            return;
        var now = time.GetUtcNow().UtcDateTime;
        if (!properties.IsWorthTouching(now))
            return;
        _waiting[topic] = new TopicTouch(topic, epoch, now);
        _signal.Writer.TryWrite(true);
    }

    /// <summary>
    /// Returns the time at which a topic was last read, if this time is not written to the store yet. Otherwise returns null.
    /// </summary>
    public DateTime? Find(TopicName topic) => _waiting.TryGetValue(topic, out var touch) ? touch.Time : null;

    /// <summary>Writes to the store the collected times at which topics were read.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        foreach (var ofLog in _waiting.Values.GroupBy(touch => logs.Get(touch.Topic)))
        {
            var touches = ofLog.ToList();
            await ofLog.Key.TouchAsync(touches, cancellationToken);
            foreach (var touch in touches)
                _waiting.TryRemove(KeyValuePair.Create(touch.Topic, touch));
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryFlushAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var _ in _signal.Reader.ReadAllAsync(stoppingToken))
        {
            await Task.Delay(options.Value.TouchInterval, time, stoppingToken);
            await TryFlushAsync(stoppingToken);
        }
    }

    private async Task TryFlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FlushAsync(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(e);
            _signal.Writer.TryWrite(true);
        }
        catch (OperationCanceledException)
        {
            // The server is stopping before the times of the latest reads are stored. These times are lost, so the topics expire a little
            // earlier.
        }
    }

    [LoggerMessage(1, LogLevel.Error,
        "Failed to store the times at which topics with a time to live were last read; the server tries again soon.")]
    private partial void LogFailed(Exception exception);
}
