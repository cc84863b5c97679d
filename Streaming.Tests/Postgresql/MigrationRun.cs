using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Streaming.Server.Storage.Migration;
using Streaming.Server.Storage.Postgresql;
using Streaming.Tests.Support;

namespace Streaming.Tests.Postgresql;

/// <summary>Runs the migration within the test's process.</summary>
internal static class MigrationRun
{
    /// <summary>Migrates, and returns what the operator sees.</summary>
    public static async Task<string> RunAsync(string file, string connectionString, bool isReplacing = false)
    {
        await using var output = new StringWriter();
        await RunAsync(file, connectionString, isReplacing, output, CancellationToken.None);
        return output.ToString();
    }

    /// <summary>Migrates, and writes the progress to an output of the test.</summary>
    public static async Task RunAsync(
        string file, string connectionString, bool isReplacing, TextWriter output, CancellationToken cancellationToken)
    {
        await using var database = PostgresDatabase.Open(connectionString);
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create(PostgresqlAddress.Key, (string?)connectionString)]).Build();
        var migration = new StoreMigration(
            database, new PostgresqlAddress(configuration, Options.Create(new PostgresqlOptions())), TimeProvider.System);
        await migration.RunAsync(
            new MigrationPlan(file, Path.Combine(Path.GetDirectoryName(file)!, "files"), isReplacing), output, isTerminal: false,
            cancellationToken).OrTimeout();
    }
}
