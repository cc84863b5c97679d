using Microsoft.Extensions.Options;
using Streaming.Server.Core.Configuration;
using Streaming.Server.Hosting;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Storage.Sqlite;

namespace Streaming.Server.Commands.Backup;

/// <summary>Names the places in which a server with the given settings keeps its data.</summary>
/// <param name="Database">The full path of the SQLite file of the server; if Storage:Path is a link, that of its target.</param>
/// <param name="Files">The full path of the folder for the files that jobs write.</param>
internal sealed record StoreLocation(string Database, string Files)
{
    private static readonly string[] s_ends = ["", .. SqliteCompanions.All, SqliteDiskReserve.Suffix, UnfinishedFile.Suffix];

    /// <summary>Reads the places of the data from the configuration of the server.</summary>
    /// <param name="settings">The settings of the server, in the form in which ASP.NET Core reads them from a command line.</param>
    /// <param name="command">The name of the command, for the error message if the store of the server is not SQLite.</param>
    /// <param name="instead">The program that the error message recommends for a server with PostgreSQL.</param>
    /// <exception cref="CommandException">The settings are not valid, or they select another store than SQLite.</exception>
    public static StoreLocation Of(string[] settings, string command, string instead)
    {
        try
        {
            var builder = ServerHost.CreateBuilder(settings);
            MisspeltSections.Refuse(builder.Configuration);
            var provider = builder.Configuration["Storage:Provider"];
            if ("postgresql".Equals(provider, StringComparison.OrdinalIgnoreCase))
                throw new CommandException($"The server stores its data in PostgreSQL (Storage:Provider), which has its own tool: use " +
                    $"{instead}. '{CommandLine.Name} {command}' is for SQLite.");
            if ("memory".Equals(provider, StringComparison.OrdinalIgnoreCase))
                throw new CommandException("The server keeps its data in memory only (Storage:Provider), so that there is nothing to do.");
            builder.Services.AddSection<SqliteOptions>("Storage");
            builder.Services.AddSection<JobOptions>("Jobs");
            builder.Services.AddSingleton<DataFolder>().AddSingleton<JobFolder>();
            using var app = builder.Build();
            var file = app.Services.GetRequiredService<IOptions<SqliteOptions>>().Value.Path;
            var database = Path.GetFullPath(Path.Combine(builder.Environment.ContentRootPath, file));
            return new StoreLocation(
                // SQLite follows a link, and has its other files beside the target of the link.
                OutputFile.TargetOf(database),
                app.Services.GetRequiredService<JobFolder>().Folder);
        }
        catch (Exception e) when (e is not CommandException && StartFailure.Explain(e) is { } sentence)
        {
            throw new CommandException(sentence, inner: e);
        }
    }

    /// <summary>
    /// Returns whether a path is that of the database, or of a file that SQLite, the server or a restore uses beside the database. The path
    /// may lead there through a link.
    /// </summary>
    public bool IsOwnFile(string file) => s_ends.Any(end => IsSame(file, Database + end));

    /// <summary>Refuses to write a copy over the files of the server.</summary>
    /// <param name="file">The file for the copy of the database.</param>
    /// <param name="folder">The folder for the copies of the files of jobs; null if they are not copied.</param>
    /// <exception cref="CommandException">The file or the folder belongs to the server.</exception>
    public void RefuseToWrite(string file, string? folder)
    {
        if (IsOwnFile(file) || IsOwnFile(file + UnfinishedFile.Suffix))
            throw new CommandException($"'{file}' belongs to the database of the server itself (Storage:Path); give another file.");
        foreach (var (path, option) in new[] { (file, "FILE"), (folder, "--files") })
        {
            if (path is not null && IsInside(path, Files))
                throw new CommandException($"'{path}' is in the folder of the server itself (Jobs:Files); give another place ({option}).");
        }
    }

    private static bool IsInside(string path, string folder)
    {
        for (var each = path; each is not null; each = Path.GetDirectoryName(each))
        {
            if (IsSame(each, folder))
                return true;
        }

        return false;
    }

    private static bool IsSame(string path, string other) => string.Equals(path, other, StringComparison.Ordinal)
        || IsSameExisting(path, other)
        || (string.Equals(Path.GetFileName(path), Path.GetFileName(other), StringComparison.Ordinal)
            && IsSameExisting(Path.GetDirectoryName(path) ?? path, Path.GetDirectoryName(other) ?? other));

    private static bool IsSameExisting(string path, string other) => FileIdentity.IsSupported
        && FileIdentity.Read(FileIdentity.Encode(path)) is { } identity && identity == FileIdentity.Read(FileIdentity.Encode(other));
}
