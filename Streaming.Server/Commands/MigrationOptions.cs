using Streaming.Server.Core.Configuration;
using Streaming.Server.Storage.Migration;

namespace Streaming.Server.Commands;

/// <summary>
/// Holds the command-line arguments of the command <c>migrate</c>, which copies a server's data from SQLite to PostgreSQL.
/// </summary>
/// <param name="From">The path of the SQLite file, as the operator wrote it.</param>
/// <param name="Files">The path of the folder with the files of jobs, as the operator wrote it; null if the operator named no
/// folder. The default is the folder of a backup (the file's path with <c>-files</c> at its end) if it exists, otherwise the folder
/// <c>files</c> next to the file.</param>
/// <param name="IsReplacing">Whether the argument <c>--replace</c> is present, with which the migration deletes existing rows of the
/// database.</param>
internal sealed record MigrationOptions(string From, string? Files, bool IsReplacing)
{
    /// <summary>Returns the plan of the migration, with the full paths of the SQLite file and of the folder.</summary>
    /// <param name="contentRoot">The folder from which relative paths are resolved.</param>
    /// <param name="jobFolder">The value of the configuration key <c>Jobs:Files</c>.</param>
    /// <exception cref="StartException">The files of jobs are to be copied into the database, but <c>Jobs:Files</c> names a folder in which
    /// the new server would look for them.</exception>
    public MigrationPlan Plan(string contentRoot, string? jobFolder)
    {
        var file = Path.GetFullPath(Path.Combine(contentRoot, From));
        if (string.IsNullOrEmpty(jobFolder))
        {
            var folder = Files is null ? FolderOf(file) : Path.GetFullPath(Path.Combine(contentRoot, Files));
            return new MigrationPlan(file, folder, IsReplacing);
        }

        if (Files is not null)
            throw new StartException($"With Jobs:Files = '{jobFolder}' the server reads the files of jobs from that folder and not from " +
                "the database. Remove --files, or remove Jobs:Files from the settings of all nodes.");
        return new MigrationPlan(file, Files: null, IsReplacing);
    }

    // Returns the folder into which the command 'backup' has copied the files of jobs, if it exists; otherwise the folder of a server.
    private static string FolderOf(string file) =>
        Directory.Exists(file + "-files") ? file + "-files" : Path.Combine(Path.GetDirectoryName(file)!, "files");
}
