using Streaming.Server.Core.Topics;
using Streaming.Server.DurableSubscriptions.Register;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Storage.Memory;

/// <summary>Registers the stores that keep data in memory.</summary>
internal static class MemoryRegistration
{
    /// <summary>
    /// Adds the log of the topics whose policy stores messages in memory. The server needs this log with every store, also with SQLite.
    /// </summary>
    public static IServiceCollection AddMemoryTopics(this IServiceCollection services) =>
        services.AddSingleton<MemoryTopicLog>().AddSingleton<IMemoryTopicLog>(provider => provider.GetRequiredService<MemoryTopicLog>());

    /// <summary>Adds the store that keeps all topics, jobs and webhooks in memory. They are lost when the process ends.</summary>
    public static IServiceCollection AddMemoryStore(this IServiceCollection services) =>
        services.AddSingleton<ITopicLog>(provider => provider.GetRequiredService<MemoryTopicLog>())
            .AddSingleton<IJobQueue, MemoryJobQueue>()
            .AddSingleton<IWorkerStore, MemoryWorkers>()
            .AddSingleton<IWebhookStore, MemoryWebhookStore>()
            .AddSingleton<IDurableSubscriptionStore, MemoryDurableSubscriptionStore>();
}
