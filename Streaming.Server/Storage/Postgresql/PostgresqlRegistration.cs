using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Registers the PostgreSQL store.</summary>
internal static class PostgresqlRegistration
{
    /// <summary>Adds the store that keeps topics in a PostgreSQL database, which several nodes share.</summary>
    public static IServiceCollection AddPostgresqlStore(this IServiceCollection services)
    {
        services.AddSection<PostgresqlOptions>("Storage");
        return services.AddSingleton<PostgresqlAddress>().AddSingleton<PostgresqlDatabase>();
    }
}
