using Streaming.Server.Core.Topics;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Storage.Memory;

/// <summary>Registers what is kept in this process's memory.</summary>
internal static class MemoryRegistration
{
    /// <summary>Adds the log of topics whose policy keeps them in memory, beside any store.</summary>
    public static IServiceCollection AddMemoryTopics(this IServiceCollection services) =>
        services.AddSingleton<MemoryTopicLog>().AddSingleton<IMemoryTopicLog>(provider => provider.GetRequiredService<MemoryTopicLog>());

    /// <summary>Keeps all topics, jobs and webhooks in memory.</summary>
    public static IServiceCollection AddMemoryStore(this IServiceCollection services) =>
        services.AddSingleton<ITopicLog>(provider => provider.GetRequiredService<MemoryTopicLog>())
            .AddSingleton<IJobQueue, MemoryJobQueue>()
            .AddSingleton<IWebhookStore, MemoryWebhookStore>();
}
