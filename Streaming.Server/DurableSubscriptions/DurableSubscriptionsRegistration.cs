using Microsoft.Extensions.Options;
using Streaming.Server.Core.Configuration;
using Streaming.Server.DurableSubscriptions.HttpApi;
using Streaming.Server.DurableSubscriptions.Signing;
using Streaming.Server.DurableSubscriptions.Wakes;

namespace Streaming.Server.DurableSubscriptions;

/// <summary>Registers the subscriptions of the Durable Streams protocol in the DI container.</summary>
internal static class DurableSubscriptionsRegistration
{
    /// <summary>
    /// Adds the subscriptions of the Durable Streams protocol. The application must also add a store, which implements
    /// <see cref="Register.IDurableSubscriptionStore"/>.
    /// </summary>
    public static IServiceCollection AddDurableSubscriptions(this IServiceCollection services)
    {
        services.AddSection<DurableSubscriptionOptions>("DurableSubscriptions");
        services.AddSingleton<IValidateOptions<DurableSubscriptionOptions>, DurableSubscriptionOptionsValidator>();
        services.AddSingleton<SubscriptionKeyStore>().AddSingleton<WakeTokens>().AddSingleton<WakeRequests>();
        services.AddSingleton<StreamLimit>().AddSingleton<TailReader>().AddSingleton<SubscriptionReader>()
            .AddSingleton<ActiveSubscriptions>().AddSingleton<WakeTriggers>().AddSingleton<SubscriptionWriter>();
        services.AddSingleton<WakeStarter>().AddSingleton<WakeResults>().AddSingleton<WakeScanner>().AddSingleton<WakeDeadlines>();
        // After a wake (a notice to a worker) was delivered, the next wake may start, and the same services deliver it. So these services
        // depend on each other, and one of them is created only at its first use.
        services.AddSingleton<WebhookWakes>().AddSingleton<WebhookDelivery>()
            .AddSingleton(provider => new Lazy<WebhookDelivery>(provider.GetRequiredService<WebhookDelivery>));
        services.AddSingleton<SubscriptionParser>().AddSingleton<SubscriptionManager>().AddSingleton<WakeClaims>();
        return services.AddHostedService<WakeDispatcher>();
    }
}
