using System.Globalization;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Configuration;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Jobs.Handlers.Samples;

/// <summary>Registers the samples.</summary>
internal static class SamplesRegistration
{
    /// <summary>Adds the sample jobs and the policy of the ticker's topic, if they are configured.</summary>
    internal static IServiceCollection AddSampleJobs(this IServiceCollection services, IConfiguration configuration)
    {
        // Workers need the policy too, since they also apply retention.
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
