using Streaming.Server.Core.Configuration;
using Streaming.Server.Storage.Postgresql;

namespace Streaming.Server.Storage.Migration;

/// <summary>Registers the migration from SQLite to PostgreSQL.</summary>
internal static class MigrationRegistration
{
    public static IServiceCollection AddMigration(this IServiceCollection services)
    {
        services.AddSection<PostgresqlOptions>("Storage");
        return services.AddSingleton<PostgresqlAddress>().AddSingleton<PostgresqlDatabase>().AddSingleton<StoreMigration>();
    }
}
