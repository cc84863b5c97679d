using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Configuration;
using Streaming.Server.Core.Diagnostics;

namespace Streaming.Server.Core.Topics;

/// <summary>Registers topics.</summary>
public static class TopicsRegistration
{
    /// <summary>Adds topics. A store must be added too: an <see cref="ITopicLog"/>, and an <see cref="ITopicBus"/> if several processes can share it.</summary>
    public static IServiceCollection AddTopics(this IServiceCollection services)
    {
        services.AddSection<TopicOptions>("Topics").Configure<IConfiguration>(PolicySources.Name);
        services.TryAddSingleton<LastResortHandler>();
        services.AddSingleton<IValidateOptions<TopicOptions>, TopicOptionsValidator>();
        services.AddSingleton<TopicPolicies>();
        services.AddSingleton<ITopicRules>(provider => provider.GetRequiredService<TopicPolicies>());
        services.AddSingleton<PageLimits>();
        services.AddSingleton<StoreHealth>().AddSingleton<TopicObservers>().AddSingleton<LogWriter>();
        services.AddSingleton(provider => new TopicRegistry(
            provider.GetRequiredService<TopicPolicies>(),
            provider.GetRequiredService<IOptions<TopicOptions>>(),
            provider.GetRequiredService<ITopicLog>(),
            provider.GetRequiredService<IMemoryTopicLog>(),
            provider.GetRequiredService<LogWriter>(),
            provider.GetRequiredService<TopicObservers>(),
            provider.GetRequiredService<StreamingMetrics>(),
            provider.GetRequiredService<PageLimits>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService(provider => provider.GetRequiredService<LogWriter>());
        services.AddHostedService<StartupPolicyLog>();
        services.AddSingleton<RetentionService>();
        services.AddHostedService(provider => provider.GetRequiredService<RetentionService>());
        return services;
    }

    /// <summary>Adds a policy that comes with a part of the server. It stands after all policies of the configuration, so that it is never merged with one of them.</summary>
    internal static IServiceCollection AddShippedPolicy(this IServiceCollection services, TopicPolicy policy, string source)
    {
        policy.Source = source;
        return services.PostConfigure<TopicOptions>(options => options.Policies.Add(policy));
    }

    /// <summary>Listens for other processes on the store.</summary>
    public static IServiceCollection AddTopicBus<TBus>(this IServiceCollection services)
        where TBus : class, ITopicBus =>
        services.AddSingleton<ITopicBus, TBus>().AddHostedService<BusListener>();
}
