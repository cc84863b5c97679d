using Streaming.Tests.Support;

namespace Streaming.Tests.Commands;

/// <summary>The base of tests of commands with a database of a server of its own, and with another folder for backups.</summary>
public abstract class TestsWithBackups : IDisposable
{
    protected TemporaryFolder Folder { get; } = new();

    protected TemporaryFolder Backups { get; } = new();

    /// <summary>The database of the server that <see cref="StartAsync"/> starts.</summary>
    protected string Database => Path.Combine(Folder.Path, "streaming.db");

    /// <summary>The path for a backup.</summary>
    protected string Backup => Path.Combine(Backups.Path, "backup.db");

    public void Dispose()
    {
        Folder.Dispose();
        Backups.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected Task<ServerProcess> StartAsync(params string[] arguments) =>
        ServerProcess.StartAsync(Folder, [TestStore.SqliteArgument, "--Storage:Path", Database, .. arguments]);

    private protected Task<CommandEnd> RunAsync(params string[] args) => RunOnAsync(Database, args);

    private protected Task<CommandEnd> RunOnAsync(string database, params string[] args) => CommandRun.RunAsync(
        [.. args, "--contentRoot", Folder.Path, "--environment", "Development", TestStore.SqliteArgument, "--Storage:Path", database]);
}
