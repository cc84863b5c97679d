using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Configuration;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Core.Properties;

namespace Streaming.Server.Core.Topics;

/// <summary>Registers the services that store and read the messages of topics.</summary>
internal static class TopicsRegistration
{
    /// <summary>
    /// Adds the services that store and read the messages of topics. The store must be added separately: an <see cref="ITopicLog"/>, and an
    /// <see cref="ITopicBus"/> if several processes can share the store.
    /// </summary>
    public static IServiceCollection AddTopics(this IServiceCollection services)
    {
        services.AddSection<TopicOptions>("Topics").Configure<IConfiguration>(PolicySources.SetSources);
        services.TryAddSingleton<LastResortHandler>();
        services.TryAddSingleton<StoreClock>();
        services.AddSingleton<IValidateOptions<TopicOptions>, TopicOptionsValidator>();
        services.AddSingleton<TopicPolicies>();
        services.AddSingleton<ITopicRules>(provider => provider.GetRequiredService<TopicPolicies>());
        services.AddSingleton<PageLimits>();
        services.AddSingleton<StoreHealth>().AddSingleton<AppendReporter>().AddSingleton<TopicMetrics>().AddSingleton<TopicObservers>()
            .AddSingleton<LogWriter>();
        services.AddSingleton<TopicLogs>().AddSingleton<OtherSubscribers>().AddSingleton<TopicCatchUp>().AddSingleton<LoadedTopics>()
            .AddSingleton<TopicAppender>().AddSingleton<TopicTouches>().AddSingleton<TopicLives>();
        services.AddSingleton(provider => new TopicRegistry(
            provider.GetRequiredService<LoadedTopics>(),
            provider.GetRequiredService<TopicLogs>(),
            provider.GetRequiredService<TopicAppender>(),
            provider.GetRequiredService<TopicLives>(),
            provider.GetRequiredService<OtherSubscribers>(),
            provider.GetRequiredService<PageLimits>()));
        services.AddHostedService(provider => provider.GetRequiredService<LogWriter>());
        services.AddHostedService(provider => provider.GetRequiredService<TopicCatchUp>());
        services.AddHostedService(provider => provider.GetRequiredService<TopicTouches>());
        services.AddHostedService<StartupPolicyLog>();
        services.AddSingleton<StoreGauges>().AddHostedService(provider => provider.GetRequiredService<StoreGauges>());
        services.AddSingleton<RetentionService>();
        services.AddHostedService(provider => provider.GetRequiredService<RetentionService>());
        return services;
    }

    /// <summary>
    /// Adds a topic policy for the topics of a feature of the server. Configured policies are compared with a topic's name first, so the
    /// configuration can override this policy.
    /// </summary>
    internal static IServiceCollection AddShippedPolicy(this IServiceCollection services, TopicPolicy policy, string source)
    {
        policy.Source = source;
        return services.PostConfigure<TopicOptions>(options => options.Policies.Add(policy));
    }

    /// <summary>Adds the service that notifies this process when other processes have appended messages to the same store.</summary>
    public static IServiceCollection AddTopicBus<TBus>(this IServiceCollection services)
        where TBus : class, ITopicBus =>
        services.AddSingleton<ITopicBus, TBus>().AddHostedService<BusListener>();
}
