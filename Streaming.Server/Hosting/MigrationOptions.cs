using Streaming.Server.Core.Configuration;
using Streaming.Server.Storage.Migration;

namespace Streaming.Server.Hosting;

/// <summary>
/// Holds the command-line arguments of the command <c>migrate</c>, which copies a server's data from SQLite to PostgreSQL.
/// </summary>
/// <param name="From">The path of the SQLite file, as the operator wrote it.</param>
/// <param name="Files">The path of the folder with the files of jobs, as the operator wrote it; null if the operator named no
/// folder.</param>
/// <param name="IsReplacing">Whether the argument <c>--replace</c> is present, with which the migration deletes existing rows of the
/// database.</param>
/// <param name="Settings">All other arguments, which are settings of the server.</param>
internal sealed record MigrationOptions(string From, string? Files, bool IsReplacing, string[] Settings)
{
    /// <summary>Parses the command-line arguments that follow the word <c>migrate</c>.</summary>
    /// <exception cref="StartException">An argument is missing or unknown.</exception>
    public static MigrationOptions Parse(string[] args)
    {
        var rest = args.ToList();
        var from = Take(rest, "--from");
        var files = Take(rest, "--files");
        var isReplacing = rest.Remove("--replace");
        if (CommandLine.UnknownWord(rest) is { } word)
            throw new StartException($"Unknown argument '{word}'; migrate --help lists the arguments.");
        if (string.IsNullOrEmpty(from))
            throw new StartException("The SQLite file is missing; give it, such as migrate --from data/streaming.db.");
        return new MigrationOptions(from, files, isReplacing, [.. rest]);
    }

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
            var folder = Files ?? Path.Combine(Path.GetDirectoryName(file)!, "files");
            return new MigrationPlan(file, Path.GetFullPath(Path.Combine(contentRoot, folder)), IsReplacing);
        }

        if (Files is not null)
            throw new StartException($"With Jobs:Files = '{jobFolder}' the server reads the files of jobs from that folder and not from " +
                "the database. Remove --files, or remove Jobs:Files from the settings of all nodes.");
        return new MigrationPlan(file, Files: null, IsReplacing);
    }

    private static string? Take(List<string> args, string name)
    {
        if (args.FindIndex(arg => arg.StartsWith($"{name}=", StringComparison.Ordinal)) is >= 0 and var joined)
        {
            var value = args[joined][(name.Length + 1)..];
            args.RemoveAt(joined);
            return value;
        }

        if (args.IndexOf(name) is var at && at < 0)
            return null;
        if (at + 1 == args.Count)
            throw new StartException($"The value of {name} is missing; migrate --help lists the arguments.");
        var given = args[at + 1];
        args.RemoveRange(at, 2);
        return given;
    }
}
