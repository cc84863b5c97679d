using Microsoft.Extensions.Options;
using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Jobs.Queue;

/// <summary>The folder of the files that jobs write (<see cref="JobOptions.Files"/>). A file is kept as long as its job.</summary>
public sealed class JobFiles(IOptions<JobOptions> options, DataFolder data, IHostEnvironment environment)
{
    private const string Unfinished = ".part";

    /// <summary>The folder.</summary>
    internal string Folder { get; } =
        options.Value.Files is { Length: > 0 } files ? Path.GetFullPath(Path.Combine(environment.ContentRootPath, files))
            : Path.Combine(data.Path, "files");

    /// <summary>The path of a file. The path stays inside the folder for any name.</summary>
    public string PathOf(string file) => Path.Combine(Folder, Path.GetFileName(file));

    /// <summary>
    /// Creates a file under a temporary name, until <see cref="Finish"/> renames it. Another attempt of the same job overwrites it.
    /// </summary>
    public FileStream Create(string file)
    {
        Directory.CreateDirectory(Folder);
        return new FileStream(PathOf(file) + Unfinished, FileMode.Create, FileAccess.Write, FileShare.None, 64 * 1024,
            FileOptions.Asynchronous);
    }

    /// <summary>Gives a complete, closed file its final name.</summary>
    public void Finish(string file) => File.Move(PathOf(file) + Unfinished, PathOf(file), overwrite: true);

    /// <summary>Deletes the files that were last written before a time.</summary>
    /// <returns>The number of deleted files.</returns>
    internal int DeleteOlder(DateTime utc)
    {
        if (!Directory.Exists(Folder))
            return 0;
        var old = Directory.EnumerateFiles(Folder).Where(file => File.GetLastWriteTimeUtc(file) < utc).ToList();
        old.ForEach(File.Delete);
        return old.Count;
    }
}
