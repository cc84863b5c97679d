using System.CommandLine;
using Streaming.Server.Commands.Client;

namespace Streaming.Server.Commands.Backup;

/// <summary>The command <c>restore</c>, which replaces the SQLite file of a stopped server by a backup.</summary>
internal sealed class RestoreCommand : AppCommand
{
    private readonly Argument<string> _file = new("file") { Description = "The backup.", HelpName = "FILE" };

    private readonly Option<string> _files = new("--files")
    {
        Description = "The folder with the files of jobs of the backup (default: FILE with '-files' at its end, if it exists).",
        HelpName = "FOLDER",
    };

    private readonly Option<bool> _replace =
        new("--replace") { Description = "Replace an existing database. It is kept beside the new one, as …-replaced." };

    private readonly Option<bool> _newEpochs = new("--new-epochs")
    {
        Description = "Make all positions of clients invalid, so that a client which has received messages after the backup misses none: " +
            "clients receive a gap, and then all stored messages again.",
    };

    public RestoreCommand()
        : base("restore",
            "Put a backup in the place of the SQLite file (Storage:Path) of a stopped server. The backup is checked first, and replaces " +
            "the database in one step. Run it as the user of the server.")
    {
        TakesSettings = true;
        Add(_file);
        Add(_files);
        Add(_replace);
        Add(_newEpochs);
        Run(RunAsync);
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        var store = StoreLocation.Of(context.Settings, Name, "pg_restore or psql (docs/nodes.md)");
        var file = CommandContext.FullPath(context.Get(_file), "FILE")!;
        var folder = CommandContext.FullPath(context.Get(_files), "--files") ?? file + "-files";
        if (!File.Exists(file))
            throw new CommandException($"There is no file '{file}'; give a file that 'streaming backup' has written.");
        if (context.Get(_files) is not null && !Directory.Exists(folder))
            throw new CommandException($"There is no folder '{folder}' (--files); give the folder of the backup.");
        if (store.IsOwnFile(file))
            throw new CommandException($"'{file}' belongs to the database of the server itself (Storage:Path); give another file.");
        OtherDatabase.RefuseToRestore(file);
        if (File.Exists(store.Database) && !context.Get(_replace))
            throw new CommandException($"The database '{store.Database}' exists; give --replace to put the backup in its place.");
        DatabaseCheck.Run(file, isQuick: false);
        var count = 0;
        var kept = await SqliteRestore.RunAsync(file, store.Database, context.Get(_newEpochs), CopyFilesAsync, context.Cancellation);
        var files = count > 0 ? $", and {count} files of jobs in {store.Files}" : string.Empty;
        await context.Out.WriteLineAsync($"{store.Database}: restored{files}");
        if (kept is not null)
            await context.Out.WriteLineAsync($"{kept}: the replaced database; delete it when you no longer need it");
        if (kept is not null && !context.Get(_newEpochs))
            await context.Error.WriteLineAsync(
                "Clients that have received messages after the backup hold positions that will belong to other messages. If there are " +
                "such clients, restore with --new-epochs, or let them start again without a position.");
        return ExitCodes.Done;

        async Task CopyFilesAsync() => count = await FileTree.CopyAsync(folder, store.Files, context.Cancellation);
    }
}
