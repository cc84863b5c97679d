using Microsoft.Extensions.Options;
using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Jobs.Queue;

/// <summary>The folder of the files that jobs make (<see cref="JobOptions.Files"/>). A file lives as long as its job is kept.</summary>
public sealed class JobFiles(IOptions<JobOptions> options, DataFolder data, IHostEnvironment environment)
{
    private const string Unfinished = ".part";

    /// <summary>The folder.</summary>
    internal string Folder { get; } =
        options.Value.Files is { Length: > 0 } files ? Path.GetFullPath(Path.Combine(environment.ContentRootPath, files)) : Path.Combine(data.Path, "files");

    /// <summary>Where a file is. Only names that were made by <see cref="Create"/> lead somewhere.</summary>
    public string PathOf(string file) => Path.Combine(Folder, Path.GetFileName(file));

    /// <summary>Begins a file. It has its name once it is whole, see <see cref="Finish"/>; another attempt at the same job begins it anew.</summary>
    public FileStream Create(string file)
    {
        Directory.CreateDirectory(Folder);
        return new FileStream(PathOf(file) + Unfinished, FileMode.Create, FileAccess.Write, FileShare.None, 64 * 1024, FileOptions.Asynchronous);
    }

    /// <summary>Gives a file that was written and closed its name.</summary>
    public void Finish(string file) => File.Move(PathOf(file) + Unfinished, PathOf(file), overwrite: true);

    /// <summary>Deletes the files that were last written before a time.</summary>
    /// <returns>How many.</returns>
    internal int DeleteOlder(DateTime utc)
    {
        if (!Directory.Exists(Folder))
            return 0;
        var old = Directory.EnumerateFiles(Folder).Where(file => File.GetLastWriteTimeUtc(file) < utc).ToList();
        old.ForEach(File.Delete);
        return old.Count;
    }
}
