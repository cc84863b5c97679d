using Microsoft.Extensions.Options;
using Streaming.Server.Core.Configuration;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Core.Topics;
using Streaming.Server.DurableSubscriptions.Register;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Rooms;
using Streaming.Server.Storage.Sqlite;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Registers the store that keeps data in a PostgreSQL database.</summary>
internal static class PostgresqlRegistration
{
    private const string NodeMessages = TopicNamespaces.System + "nodes";

    /// <summary>Adds the store that keeps topics, jobs and webhooks in a PostgreSQL database, which several nodes share.</summary>
    public static IServiceCollection AddPostgresqlStore(this IServiceCollection services)
    {
        services.AddSection<PostgresqlOptions>("Storage", new OtherOptions(typeof(SqliteOptions), "Storage:Provider=sqlite"));
        services.AddSingleton<PostgresqlAddress>().AddSingleton<PostgresqlDatabase>().AddSingleton<PostgresqlRunner>()
            .AddSingleton<PostgresqlAnnouncer>();
        services.AddTopicTables();
        services.AddDatabaseClock();
        services.AddSingleton<IClockOffset>(provider => provider.GetRequiredService<PostgresqlClock>());
        services.AddSingleton<IJobQueue, PostgresqlJobQueue>().AddSingleton<IWebhookStore, PostgresqlWebhookStore>()
            .AddSingleton<IDurableSubscriptionStore, PostgresqlDurableSubscriptionStore>();
        services.AddSingleton(provider => new PostgresqlTransactionalJobs(
            provider.GetRequiredService<JobClient>(), provider.GetRequiredService<JobClock>(),
            provider.GetRequiredService<PostgresqlDatabase>()));
        services.AddSingleton<PostgresqlJobFiles>().AddSingleton(FilesOf);
        services.AddHostedService(provider => provider.GetRequiredService<PostgresqlAnnouncer>());
        services.AddSingleton<BusProgress>().AddSingleton<PostgresqlNodes>().AddSingleton<IWorkerStore, PostgresqlWorkers>();
        services.AddSingleton<INodeRegistry>(provider => provider.GetRequiredService<PostgresqlNodes>());
        services.AddSingleton<ILeases>(provider => provider.GetRequiredService<PostgresqlNodes>());
        services.AddHostedService(provider => provider.GetRequiredService<PostgresqlNodes>());
        services.AddSingleton<CommittedPresence>().AddSingleton<PostgresqlMemberTransactions>().AddSingleton<PostgresqlOwnMembers>()
            .AddSingleton<LostMembers>().AddSingleton<PostgresqlMemberWriter>().AddSingleton<IMemberStore, PostgresqlMembers>();
        services.AddHostedService<PostgresqlSubscribers>();
        services.AddSingleton<ISharedRates, PostgresqlRates>();
        // The policy of the topic in which nodes (server processes) send messages to each other. Old messages may be deleted, since nodes
        // read them at once, or after they were cut off for a short time.
        services.AddShippedPolicy(
            new TopicPolicy { Match = NodeMessages, MaxAge = TimeSpan.FromDays(1), MaxMessages = 100_000 }, "Storage:Provider=postgresql");
        services.AddHostedService<PostgresqlCleaner>();
        services.AddHealthChecks().AddCheck<PostgresqlHealthCheck>("postgresql");
        return services.AddTopicBus<PostgresqlTopicBus>();
    }

    /// <summary>
    /// Adds the clock of the database. Its difference to the clock of this machine is always measured with the real clock of the machine.
    /// The application or a test may use another clock for everything else.
    /// </summary>
    public static IServiceCollection AddDatabaseClock(this IServiceCollection services) =>
        services.AddSingleton(new PostgresqlClock(TimeProvider.System));

    private static void AddTopicTables(this IServiceCollection services)
    {
        services.AddSingleton(provider => new PostgresqlTopicTables(provider.GetRequiredService<PostgresqlDatabase>(), TopicStore.Log));
        services.AddSingleton<PostgresqlTopicIds>().AddSingleton<SeenCommits>();
        services.AddSingleton(provider => new PostgresqlWriters(
            provider.GetRequiredService<PostgresqlDatabase>(), provider.GetRequiredService<PostgresqlAnnouncer>(),
            provider.GetRequiredService<PostgresqlTopicTables>(), provider.GetRequiredService<IOptions<PostgresqlOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ITopicLog, PostgresqlTopicLog>();
        services.AddSingleton<PostgresqlMemoryTopics>().AddSingleton<SeenLogs>();
        services.AddSingleton<ISharedMemoryTopics>(provider => provider.GetRequiredService<PostgresqlMemoryTopics>());
    }

    // If the configuration names a folder for the files of jobs, the files are stored in this folder and not in the database. All nodes may
    // share the folder.
    private static IJobFileStore FilesOf(IServiceProvider provider) =>
        string.IsNullOrEmpty(provider.GetRequiredService<IOptions<JobOptions>>().Value.Files)
            ? provider.GetRequiredService<PostgresqlJobFiles>()
            : provider.GetRequiredService<JobFolder>();
}
