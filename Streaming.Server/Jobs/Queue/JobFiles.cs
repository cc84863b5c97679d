using Microsoft.Extensions.Options;
using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Creates, finds and deletes the files that jobs write, in the folder of <see cref="JobOptions.Files"/>. A file is kept as long as its
/// job.
/// </summary>
public sealed class JobFiles(IOptions<JobOptions> options, DataFolder data, IHostEnvironment environment)
{
    private const string Unfinished = ".part";

    /// <summary>The full path of the folder of job files.</summary>
    internal string Folder { get; } =
        options.Value.Files is { Length: > 0 } files ? Path.GetFullPath(Path.Combine(environment.ContentRootPath, files))
            : Path.Combine(data.Path, "files");

    /// <summary>
    /// Returns the path of a job file. The path stays inside the folder of job files for any name, even one such as <c>../x</c>.
    /// </summary>
    public string PathOf(string file) => Path.Combine(Folder, Path.GetFileName(file));

    /// <summary>
    /// Creates a job file under a temporary name. Call <see cref="Finish"/> when the file is complete. Another attempt of the same job
    /// overwrites the temporary file.
    /// </summary>
    public FileStream Create(string file)
    {
        Directory.CreateDirectory(Folder);
        return new FileStream(PathOf(file) + Unfinished, FileMode.Create, FileAccess.Write, FileShare.None, 64 * 1024,
            FileOptions.Asynchronous);
    }

    /// <summary>Gives a complete, closed job file its final name.</summary>
    public void Finish(string file) => File.Move(PathOf(file) + Unfinished, PathOf(file), overwrite: true);

    /// <summary>Deletes the job files that were last written before a time.</summary>
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
