using Streaming.Server.Core.Configuration;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Registers the PostgreSQL store.</summary>
internal static class PostgresqlRegistration
{
    /// <summary>Adds the store that keeps topics in a PostgreSQL database, which several nodes share.</summary>
    public static IServiceCollection AddPostgresqlStore(this IServiceCollection services)
    {
        services.AddSection<PostgresqlOptions>("Storage");
        services.AddSingleton<PostgresqlAddress>().AddSingleton<PostgresqlDatabase>().AddSingleton<PostgresqlRunner>()
            .AddSingleton<PostgresqlTopicIds>().AddSingleton<SeenCommits>().AddSingleton<PostgresqlAnnouncer>()
            .AddSingleton<PostgresqlWriters>().AddSingleton<ITopicLog, PostgresqlTopicLog>();
        services.AddHostedService(provider => provider.GetRequiredService<PostgresqlAnnouncer>());
        services.AddHostedService<PostgresqlCleaner>();
        return services.AddTopicBus<PostgresqlTopicBus>();
    }
}
