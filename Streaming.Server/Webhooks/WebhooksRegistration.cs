using Microsoft.Extensions.Options;
using Streaming.Server.Jobs;
using Streaming.Server.Topics;

namespace Streaming.Server.Webhooks;

/// <summary>Registers webhooks.</summary>
internal static class WebhooksRegistration
{
    // A turn of a job, one request that began at its end, and what that may wait for its turn.
    private static readonly TimeSpan s_timeLimit = TimeSpan.FromMinutes(10);

    /// <summary>Adds webhooks and what delivers them. A store must be added too: an <see cref="IWebhookStore"/>.</summary>
    public static IServiceCollection AddWebhooks(this IServiceCollection services)
    {
        services.AddSection<WebhookOptions>("Webhooks");
        services.AddSingleton<IValidateOptions<WebhookOptions>, WebhookOptionsValidator>().AddSingleton<IPostConfigureOptions<JobOptions>, WebhookPlaces>();
        services.AddSingleton<WebhookMetrics>().AddSingleton<WebhookRuns>().AddSingleton<WebhookBackoff>().AddSingleton<DeliverySlots>().AddSingleton<WebhookQueue>();
        services.AddSingleton<BatchReader>().AddSingleton<BehindTopics>().AddSingleton<DeliverySender>().AddSingleton<DeliveryOutcome>();
        services.AddSingleton<TopicDelivery>().AddSingleton<AsideDelivery>().AddSingleton<WebhookRegister>().AddSingleton<WebhookDesk>();
        services.AddJob<WebhookJob>(WebhookJob.Type, type => (type.IsPrivate, type.Attempts, type.TimeLimit) = (true, WebhookJob.Attempts, s_timeLimit));
        return services.AddHostedService<WebhookDispatcher>();
    }
}
