using Streaming.Server.Core.Topics;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Storage.Memory;

/// <summary>Registers the memory store.</summary>
internal static class MemoryRegistration
{
    /// <summary>Adds the log of topics whose policy stores them in memory. It exists next to every store.</summary>
    public static IServiceCollection AddMemoryTopics(this IServiceCollection services) =>
        services.AddSingleton<MemoryTopicLog>().AddSingleton<IMemoryTopicLog>(provider => provider.GetRequiredService<MemoryTopicLog>());

    /// <summary>Adds the store that keeps all topics, jobs and webhooks in memory.</summary>
    public static IServiceCollection AddMemoryStore(this IServiceCollection services) =>
        services.AddSingleton<ITopicLog>(provider => provider.GetRequiredService<MemoryTopicLog>())
            .AddSingleton<IJobQueue, MemoryJobQueue>()
            .AddSingleton<IWebhookStore, MemoryWebhookStore>();
}
