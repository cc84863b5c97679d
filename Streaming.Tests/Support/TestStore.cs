using System.Collections.Concurrent;

namespace Streaming.Tests.Support;

/// <summary>
/// The store of the servers of tests: an SQLite file in the server's folder; with the environment variable
/// <c>STREAMING_TEST_STORE=postgresql</c>, a PostgreSQL database for each folder.
/// </summary>
internal static class TestStore
{
    private static readonly ConcurrentDictionary<string, PostgresDatabase> s_databases = new(StringComparer.Ordinal);

    /// <summary>The setting of a test that is about the SQLite store.</summary>
    public static (string Key, string Value) Sqlite { get; } = ("Storage:Provider", "sqlite");

    /// <summary>The same as an argument of a program.</summary>
    public const string SqliteArgument = "--Storage:Provider=sqlite";

    /// <summary>The arguments with which a server in Production accepts the PostgreSQL of the tests, which has fsync off.</summary>
    public static string[] InProduction => IsPostgres ? ["--Storage:Durability", "none"] : [];

    public static bool IsPostgres { get; } =
        string.Equals(Environment.GetEnvironmentVariable("STREAMING_TEST_STORE"), "postgresql", StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns the settings of the store of a folder. A test's own settings for the store replace them.</summary>
    public static async Task<IReadOnlyList<(string Key, string Value)>> SettingsAsync(TemporaryFolder folder)
    {
        if (!IsPostgres)
            return [];
        if (s_databases.TryGetValue(folder.Path, out var existing))
            return existing.Settings;
        // Nothing else drops the database of a folder that a test has created itself.
        foreach (var deleted in s_databases.Keys.Where(path => !Directory.Exists(path)))
            await DeleteAsync(deleted);
        var created = await PostgresDatabase.CreateAsync();
        var database = s_databases.GetOrAdd(folder.Path, created);
        // Another server of the same folder was faster.
        if (!ReferenceEquals(database, created))
            await created.DisposeAsync();
        return database.Settings;
    }

    /// <summary>Returns the same settings as arguments of a program.</summary>
    public static async Task<string[]> ArgumentsAsync(TemporaryFolder folder) =>
        [.. (await SettingsAsync(folder)).SelectMany(setting => (string[])[$"--{setting.Key}", setting.Value])];

    /// <summary>Returns what a PostgreSQL store demands of policies that select memory.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> PoliciesOf((string Key, string Value)[] settings) => !IsPostgres ? []
        : settings.Where(setting => setting.Key.EndsWith(":Store", StringComparison.Ordinal) && setting.Value == "memory")
            .Select(setting => KeyValuePair.Create(setting.Key[..^"Store".Length] + "PerNode", (string?)"true"));

    /// <summary>Deletes the database of a folder that is no longer used.</summary>
    public static Task DeleteAsync(TemporaryFolder folder) => DeleteAsync(folder.Path);

    private static async Task DeleteAsync(string folder)
    {
        if (s_databases.TryRemove(folder, out var database))
            await database.DisposeAsync();
    }
}
