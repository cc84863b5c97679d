using System.CommandLine;
using System.Globalization;
using Streaming.Server.Commands.Client;

namespace Streaming.Server.Commands.Backup;

/// <summary>The command <c>backup</c>, which copies the SQLite file of a server. The server may run during the copy.</summary>
internal sealed class BackupCommand : AppCommand
{
    private const double Mebi = 1024 * 1024;

    private readonly Argument<string> _file = new("file") { Description = "The file to write.", HelpName = "FILE" };

    private readonly Option<string> _files = new("--files")
    {
        Description = "Where to copy the files of jobs (default: FILE with '-files' at its end).",
        HelpName = "FOLDER",
    };

    private readonly Option<bool> _noFiles = new("--no-files") { Description = "Leave out the files of jobs." };
    private readonly Option<bool> _replace = new("--replace") { Description = "Replace an existing backup." };

    public BackupCommand()
        : base("backup",
            "Copy the SQLite file and the files of jobs to another place, while the server runs or not. The copy has everything that was " +
            "acknowledged before the command began, and is checked. Run it as the user of the server.")
    {
        TakesSettings = true;
        Add(_file);
        Add(_files);
        Add(_noFiles);
        Add(_replace);
        Run(RunAsync);
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        var store = StoreLocation.Of(context.Settings, Name, "pg_dump (docs/nodes.md)");
        var file = CommandContext.FullPath(context.Get(_file), "FILE")!;
        if (Directory.Exists(file) || Path.EndsInDirectorySeparator(file))
            throw new CommandException(
                $"'{file}' is a folder; give the file to write, such as {Path.Combine(file, "streaming-backup.db")}.");
        file = OutputFile.Find(file, "give a file");
        var folder = context.Get(_noFiles) ? null : CommandContext.FullPath(context.Get(_files), "--files") ?? file + "-files";
        store.RefuseToWrite(file, folder);
        OtherDatabase.RefuseToReplace(file);
        if (!File.Exists(store.Database))
            throw new CommandException($"There is no database '{store.Database}' (Storage:Path); give the settings of the server, such " +
                "as --Storage:Path or --contentRoot.");
        if (!context.Get(_replace) && (File.Exists(file) || (folder is not null && FileTree.Exists(folder))))
            throw new CommandException($"'{(File.Exists(file) ? file : folder)}' exists; give another file, or --replace.");
        var progress = context.Terminal.IsErrorTerminal ? new CopyProgress(context.Error, TimeProvider.System) : null;
        var count = 0;
        var bytes = await SqliteBackup.RunAsync(
            store.Database, file, context.Get(_replace), progress, CopyFilesAsync, context.Cancellation);
        var jobs = folder is null ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"; {count} files of jobs in {folder}");
        await context.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{file}: {bytes / Mebi:N1} MiB of {store.Database}, checked{jobs}"));
        return ExitCodes.Done;

        async Task CopyFilesAsync() => count = folder is null ? 0 : await FileTree.CopyAsync(store.Files, folder, context.Cancellation);
    }
}
