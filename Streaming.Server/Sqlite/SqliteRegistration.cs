using Streaming.Server.Topics;

namespace Streaming.Server.Sqlite;

/// <summary>Registers the SQLite store.</summary>
public static class SqliteRegistration
{
    /// <summary>Keeps topics in an SQLite file.</summary>
    public static IServiceCollection AddSqliteStore(this IServiceCollection services)
    {
        services.AddSection<SqliteOptions>("Storage");
        services.AddSingleton<SqliteDatabase>();
        services.AddSingleton<SqliteOwnMoves>();
        services.AddSingleton<ITopicLog, SqliteTopicLog>();
        return services.AddTopicBus<SqliteTopicBus>();
    }
}
