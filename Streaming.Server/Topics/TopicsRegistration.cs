using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Streaming.Server.Access;
using Streaming.Server.Observability;

namespace Streaming.Server.Topics;

/// <summary>Registers topics.</summary>
public static class TopicsRegistration
{
    /// <summary>Adds topics. A store must be added too: an <see cref="ITopicLog"/>, and an <see cref="ITopicBus"/> if several processes can share it.</summary>
    public static IServiceCollection AddTopics(this IServiceCollection services)
    {
        services.AddSection<TopicOptions>("Topics").Configure<IConfiguration>(PolicySources.Name);
        services.TryAddSingleton<LastResort>();
        services.AddSingleton<IValidateOptions<TopicOptions>, TopicOptionsValidator>();
        services.AddSingleton<TopicPolicies>();
        services.AddSingleton<ITopicRules>(provider => provider.GetRequiredService<TopicPolicies>());
        services.AddSingleton<PageLimits>();
        services.AddSingleton<StoreHealth>().AddSingleton<TopicObservers>().AddSingleton<AppendQueue>();
        services.AddSingleton(provider => new TopicRegistry(
            provider.GetRequiredService<TopicPolicies>(),
            provider.GetRequiredService<IOptions<TopicOptions>>(),
            provider.GetRequiredService<ITopicLog>(),
            provider.GetRequiredService<IMemoryTopicLog>(),
            provider.GetRequiredService<AppendQueue>(),
            provider.GetRequiredService<TopicObservers>(),
            provider.GetRequiredService<StreamingMetrics>(),
            provider.GetRequiredService<PageLimits>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService(provider => provider.GetRequiredService<AppendQueue>());
        services.AddHostedService<PolicyLog>();
        services.AddSingleton<Retention>();
        services.AddHostedService(provider => provider.GetRequiredService<Retention>());
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
