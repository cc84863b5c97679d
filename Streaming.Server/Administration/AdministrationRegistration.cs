using Streaming.Server.Administration.Metrics;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Administration;

/// <summary>Registers the services with which administrators observe the server.</summary>
internal static class AdministrationRegistration
{
    // The time for which the messages of the topic with the metrics are kept, unless a policy in the configuration applies to the topic.
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(3);

    /// <summary>
    /// Adds the policy of the topic with the metrics. Worker processes need this policy too, because one of them may delete the old
    /// messages in a shared store.
    /// </summary>
    public static IServiceCollection AddMetricsPolicy(this IServiceCollection services) =>
        services.AddShippedPolicy(new TopicPolicy { Match = MetricsPublisher.Topic.Value, MaxAge = s_kept }, "Metrics");

    /// <summary>Adds the service that publishes the metrics of this server to a topic.</summary>
    public static IServiceCollection AddAdministration(this IServiceCollection services)
    {
        services.AddSingleton<MetricsCollector>().AddSingleton<MetricsMessage>();
        return services.AddHostedService<MetricsPublisher>();
    }
}
