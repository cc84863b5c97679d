using System.Globalization;
using Microsoft.Extensions.Options;
using Streaming.Server.Jobs;
using Streaming.Server.Messages;
using Streaming.Server.Publishing;
using Streaming.Server.Topics;

namespace Streaming.Server.Samples;

/// <summary>Section <c>Samples</c>.</summary>
public sealed class SampleOptions
{
    /// <summary>Whether topic <c>ticks</c> gets a message a second. Off unless configured; the server's own appsettings.json turns it on.</summary>
    public bool Ticker { get; set; }

    /// <summary>Whether there are jobs to try: <c>nothing</c>, <c>countdown</c> and <c>burn</c>. Off likewise.</summary>
    public bool Jobs { get; set; }
}

/// <summary>Publishes <c>tick 0</c>, <c>tick 1</c>, … to topic <c>ticks</c>, one a second, so that there is something to see at once.</summary>
internal sealed partial class Ticker(Publisher publisher, TopicRegistry topics, IOptions<SampleOptions> options, TimeProvider time, ILogger<Ticker> logger) : BackgroundService
{
    public const string Topic = "ticks";

    // An hour of ticks.
    public const long MaxMessages = 3_600;

    private static readonly TopicName s_topic = new(Topic);
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Ticker)
            return;
        // It goes on counting after a restart.
        var next = (await topics.GetStateAsync(s_topic, stoppingToken)).Newest;
        using var timer = new PeriodicTimer(s_period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await publisher.PublishAsync(s_topic, NewMessage.Text(string.Create(CultureInfo.InvariantCulture, $"tick {next}")), stoppingToken);
                next++;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogMissed(e, next);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Tick {Number} could not be published; it is tried again.")]
    private partial void LogMissed(Exception exception, long number);
}

/// <summary>Registers the samples.</summary>
public static class SamplesRegistration
{
    /// <summary>Adds the jobs to try and the policy of the ticker's topic, where they are configured.</summary>
    internal static IServiceCollection AddSampleJobs(this IServiceCollection services, IConfiguration configuration)
    {
        // Also in workers, which apply retention too.
        if (IsOn(configuration, "Samples:Ticker"))
            services.AddShippedPolicy(new TopicPolicy { Match = Ticker.Topic, MaxMessages = Ticker.MaxMessages }, "Samples:Ticker");
        return IsOn(configuration, "Samples:Jobs")
            ? services.AddJob<NothingJob>("nothing").AddJob<CountdownJob>("countdown").AddJob<BurnJob>("burn", type => type.Blocks = true)
            : services;
    }

    /// <summary>Adds the ticker.</summary>
    public static IServiceCollection AddSamples(this IServiceCollection services)
    {
        services.AddSection<SampleOptions>("Samples");
        return services.AddHostedService<Ticker>();
    }

    private static bool IsOn(IConfiguration configuration, string key) => bool.TryParse(configuration[key], out var on) && on;
}
