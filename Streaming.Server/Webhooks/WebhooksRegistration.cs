using Microsoft.Extensions.Options;
using Streaming.Server.Core.Configuration;
using Streaming.Server.Jobs;
using Streaming.Server.Webhooks.Delivery;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks;

/// <summary>Registers webhooks and their delivery in the DI container.</summary>
internal static class WebhooksRegistration
{
    // The time limit of a job that delivers messages to a webhook. Normally a delivery ends its job after a shorter time. The limit also
    // includes the time in which its last request may still wait for a permit (the right to call the host) and for the response.
    private static readonly TimeSpan s_timeLimit = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Adds webhooks and their delivery. The application must add a store too, which implements <see cref="IWebhookStore"/>.
    /// </summary>
    public static IServiceCollection AddWebhooks(this IServiceCollection services)
    {
        services.AddSection<WebhookOptions>("Webhooks");
        services.AddSingleton<IValidateOptions<WebhookOptions>, WebhookOptionsValidator>().AddSingleton<IPostConfigureOptions<JobOptions>,
            WebhookSlots>();
        services.AddSingleton<WebhookMetrics>().AddSingleton<ActiveDeliveries>().AddSingleton<WebhookBackoff>()
            .AddSingleton<DeliverySlots>().AddSingleton<WebhookEnqueuer>();
        services.AddSingleton<BatchReader>().AddSingleton<BacklogScanner>().AddSingleton<DeliverySender>().AddSingleton<RoundEvaluator>();
        services.AddSingleton<DeliveryRound>().AddSingleton<DeliveryRecorder>().AddSingleton<TopicDelivery>();
        services.AddSingleton<DeferredBatches>().AddSingleton<DeferredDelivery>();
        services.AddSingleton<WebhookManager>().AddSingleton<WebhookChanges>().AddSingleton<WebhookStatus>().AddSingleton<WebhookReplay>()
            .AddSingleton<WebhookTester>();
        services.AddSingleton<WebhookService>().AddSingleton<WebhookNotices>().AddSingleton<WebhookResults>().AddSingleton<WebhookResend>();
        services.AddSingleton<WebhookRateLimiter>();
        services.AddSingleton<ActiveWebhooks>().AddSingleton<DispatchTriggers>().AddSingleton<DeliveryStarter>()
            .AddSingleton<BacklogDispatcher>();
        services.AddJob<WebhookJob>(
            WebhookJob.Type, type => (type.IsPrivate, type.Attempts, type.TimeLimit) = (true, WebhookJob.Attempts, s_timeLimit));
        return services.AddHostedService<WebhookDispatcher>();
    }
}
