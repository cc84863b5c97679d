using System.Globalization;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Configuration;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Jobs.Handlers.Samples;

/// <summary>Registers the sample jobs and the sample publisher in the DI container.</summary>
internal static class SamplesRegistration
{
    /// <summary>
    /// Adds the sample jobs and the policy (retention and limits) of topic <c>ticks</c>, each only if the configuration enables it.
    /// </summary>
    internal static IServiceCollection AddSampleJobs(this IServiceCollection services, IConfiguration configuration)
    {
        // Worker processes (which run jobs and have no HTTP endpoints) also need the policy of this topic, because they apply the retention
        // rules of policies.
        if (IsOn(configuration, "Samples:Ticker"))
            services.AddShippedPolicy(new TopicPolicy { Match = Ticker.Topic, MaxMessages = Ticker.MaxMessages }, "Samples:Ticker");
        return IsOn(configuration, "Samples:Jobs")
            ? services.AddJob<NothingJob>("nothing").AddJob<CountdownJob>("countdown").AddJob<BurnJob>("burn", type => type.Blocks = true)
            : services;
    }

    /// <summary>If the configuration enables it, adds the service that publishes a message to topic <c>ticks</c> each second.</summary>
    public static IServiceCollection AddSamples(this IServiceCollection services)
    {
        services.AddSection<SampleOptions>("Samples");
        return services.AddHostedService<Ticker>();
    }

    private static bool IsOn(IConfiguration configuration, string key) => bool.TryParse(configuration[key], out var on) && on;
}
