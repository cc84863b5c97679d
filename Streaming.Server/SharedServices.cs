using Streaming.Server.Administration;
using Streaming.Server.Core.Configuration;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Core.Topics;
using Streaming.Server.Hosting;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Background;
using Streaming.Server.Jobs.Handlers.Email;
using Streaming.Server.Jobs.Handlers.Export;
using Streaming.Server.Jobs.Handlers.Fetch;
using Streaming.Server.Jobs.Handlers.Invitation;
using Streaming.Server.Jobs.Handlers.Samples;
using Streaming.Server.Jobs.Schedules;
using Streaming.Server.Outbound;
using Streaming.Server.Publishing;
using Streaming.Server.Storage.Memory;
using Streaming.Server.Storage.Postgresql;
using Streaming.Server.Storage.Sqlite;
using Streaming.Server.Webhooks;

namespace Streaming.Server;

/// <summary>
/// Adds the services that servers and worker processes share: topics and their store, publishing, outbound calls, jobs, schedules and
/// webhooks.
/// </summary>
internal static class SharedServices
{
    public static IServiceCollection AddSharedServices(this IServiceCollection services, IConfiguration configuration) =>
        services.AddSectionWarnings()
            .AddTopics()
            .AddMemoryTopics()
            .AddStore(configuration)
            .AddNodes()
            .AddPublishing()
            .AddOutbound()
            .AddBackgroundTasks()
            .AddJobs()
            .AddSchedules()
            .AddWebhooks()
            .AddExports()
            .AddFetches()
            .AddEmail()
            .AddInvitations()
            .AddMetricsPolicy()
            .AddSampleJobs(configuration);

    private static IServiceCollection AddStore(this IServiceCollection services, IConfiguration configuration) =>
        configuration["Storage:Provider"]?.ToLowerInvariant() switch
        {
            null or "" or "sqlite" => services.AddSqliteStore(),
            "postgresql" => services.AddPostgresqlStore(),
            "memory" => services.AddMemoryStore(),
            var other => throw new StartException($"Storage:Provider is '{other}'; use 'sqlite', 'postgresql' or 'memory'."),
        };
}
