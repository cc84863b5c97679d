using Streaming.Server.Core.Configuration;
using Streaming.Server.Storage.Postgresql;

namespace Streaming.Server.Storage.Migration;

/// <summary>Registers the services that copy a server's data from SQLite to PostgreSQL.</summary>
internal static class MigrationRegistration
{
    public static IServiceCollection AddMigration(this IServiceCollection services)
    {
        services.AddSection<PostgresqlOptions>("Storage");
        return services.AddDatabaseClock().AddSingleton<PostgresqlAddress>()
            .AddSingleton<PostgresqlDatabase>().AddSingleton<StoreMigration>();
    }
}
