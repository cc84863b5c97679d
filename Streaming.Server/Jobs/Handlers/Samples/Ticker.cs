using System.Globalization;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Publishing;

namespace Streaming.Server.Jobs.Handlers.Samples;

/// <summary>
/// Publishes <c>tick 0</c>, <c>tick 1</c>, … to topic <c>ticks</c>, one message each second. So even a new server has messages to show.
/// </summary>
internal sealed partial class Ticker(
    Publisher publisher, TopicRegistry topics, IOptions<SampleOptions> options, TimeProvider time,
    ILogger<Ticker> logger) : BackgroundService
{
    public const string Topic = "ticks";

    // The number of messages that the topic keeps: those of one hour, with one message each second.
    public const long MaxMessages = 3_600;

    private static readonly TopicName s_topic = new(Topic);
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Ticker)
            return;
        // The messages of this sample are numbered. After a restart, the numbers continue from the topic's newest message.
        var next = (await topics.GetStateAsync(s_topic, stoppingToken)).Newest;
        using var timer = new PeriodicTimer(s_period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await publisher.PublishAsync(
                    s_topic, NewMessage.Text(string.Create(CultureInfo.InvariantCulture, $"tick {next}")), stoppingToken);
                next++;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogMissed(e, next);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Failed to publish tick {Number}; the next attempt follows in one second.")]
    private partial void LogMissed(Exception exception, long number);
}
