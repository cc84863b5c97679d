using Microsoft.Extensions.Options;
using Streaming.Server.Access.Audit;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Tokens;
using Streaming.Server.Core.Configuration;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Publishing;

/// <summary>Registers the services that publish messages.</summary>
internal static class PublishingRegistration
{
    // The entries of the audit trail that are kept, unless a policy in the configuration applies to the topic. Clients without a valid
    // token can cause 20 entries a second, so their number is limited too.
    private const int MaxAuditEntries = 5_000_000;

    private static readonly TimeSpan s_auditKept = TimeSpan.FromDays(90);

    /// <summary>
    /// Adds the services that publish messages, their options, and the audit trail (a topic with refused requests and actions of
    /// administrators).
    /// </summary>
    public static IServiceCollection AddPublishing(this IServiceCollection services)
    {
        services.AddSection<PublishingOptions>("Publishing");
        services.AddSingleton<NewTopicLimiter>().AddSingleton<PublishAuthorization>().AddSingleton<AuditTrail>();
        services.AddShippedPolicy(
            new TopicPolicy { Match = ReservedTopics.Audit.Value, MaxAge = s_auditKept, MaxMessages = MaxAuditEntries }, "Audit");
        services.AddSingleton<IAuditTrail>(provider => provider.GetRequiredService<AuditTrail>());
        services.AddHostedService(provider => provider.GetRequiredService<AuditTrail>());
        return services.AddSingleton(provider => new Publisher(
            provider.GetRequiredService<TopicRegistry>(), provider.GetRequiredService<TopicPolicies>(),
                provider.GetRequiredService<PublishAuthorization>(), provider.GetRequiredService<IOptions<TopicOptions>>()));
    }

    /// <summary>
    /// Adds the service that informs other nodes (server processes on the same store) when a client refreshes or ends its session. Only a
    /// process with HTTP endpoints needs it.
    /// </summary>
    public static IServiceCollection AddSessionTopic(this IServiceCollection services)
    {
        services.AddSingleton<SessionTopic>();
        services.AddSingleton<ISessionAnnouncer>(provider => provider.GetRequiredService<SessionTopic>());
        return services.AddHostedService(provider => provider.GetRequiredService<SessionTopic>());
    }
}
