using Streaming.Server.Core.Configuration;
using Streaming.Server.Core.Topics;
using Streaming.Server.DurableSubscriptions.Register;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Storage.Postgresql;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>Registers the store that keeps data in an SQLite file.</summary>
internal static class SqliteRegistration
{
    /// <summary>Adds the store that keeps topics, jobs and webhooks in an SQLite file.</summary>
    public static IServiceCollection AddSqliteStore(this IServiceCollection services)
    {
        services.AddSection<SqliteOptions>(
            "Storage", new OtherOptions(typeof(PostgresqlOptions), "Storage:Provider=postgresql"));
        services.AddSingleton<SqliteDatabase>();
        services.AddSingleton<OwnTransactions>();
        services.AddSingleton<SqliteTopicLog>().AddSingleton<ITopicLog>(provider => provider.GetRequiredService<SqliteTopicLog>());
        services.AddSingleton<IJobQueue, SqliteJobQueue>().AddSingleton<IWebhookStore, SqliteWebhookStore>()
            .AddSingleton<IStoreCompaction, SqliteCompaction>().AddSingleton<IDurableSubscriptionStore, SqliteDurableSubscriptionStore>();
        services.AddSingleton<SqliteWorkers>().AddSingleton<IWorkerStore>(provider => provider.GetRequiredService<SqliteWorkers>())
            .AddHostedService(provider => provider.GetRequiredService<SqliteWorkers>());
        services.AddSingleton(provider => new TransactionalJobs(
            provider.GetRequiredService<JobClient>(), provider.GetRequiredService<JobWriter>(),
                provider.GetRequiredService<SqliteDatabase>()));
        return services.AddTopicBus<SqliteTopicBus>();
    }
}
