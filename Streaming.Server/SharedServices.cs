using Streaming.Server.Background;
using Streaming.Server.Email;
using Streaming.Server.Exports;
using Streaming.Server.Fetches;
using Streaming.Server.Invitations;
using Streaming.Server.Jobs;
using Streaming.Server.Outbound;
using Streaming.Server.Publishing;
using Streaming.Server.Samples;
using Streaming.Server.Schedules;
using Streaming.Server.Sqlite;
using Streaming.Server.Topics;
using Streaming.Server.Webhooks;

namespace Streaming.Server;

/// <summary>The services of the server and of its workers: topics in their store, publishing, jobs and webhooks.</summary>
internal static class SharedServices
{
    public static IServiceCollection AddSharedServices(this IServiceCollection services, IConfiguration configuration) =>
        services.AddTopics().AddMemoryTopics().AddStore(configuration).AddPublishing().AddOutbound().AddBackgroundTasks()
            .AddJobs().AddSchedules().AddWebhooks().AddExports().AddFetches().AddEmail().AddInvitations().AddSampleJobs(configuration);

    private static IServiceCollection AddStore(this IServiceCollection services, IConfiguration configuration) =>
        configuration["Storage:Provider"]?.ToLowerInvariant() switch
        {
            null or "" or "sqlite" => services.AddSqliteStore(),
            "memory" => services.AddMemoryStore(),
            var other => throw new StartException($"Storage:Provider is '{other}'; use 'sqlite' or 'memory'."),
        };
}
