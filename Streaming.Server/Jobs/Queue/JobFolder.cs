using Microsoft.Extensions.Options;
using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Jobs.Queue;

/// <summary>Stores, in the folder <see cref="JobOptions.Files"/>, the files that jobs write.</summary>
internal sealed class JobFolder(IOptions<JobOptions> options, DataFolder data, IHostEnvironment environment) : IJobFileStore
{
    private const string Unfinished = ".part";
    private const int BufferBytes = 64 * 1024;

    /// <summary>The absolute path of the folder for the files of jobs.</summary>
    public string Folder { get; } =
        options.Value.Files is { Length: > 0 } files ? Path.GetFullPath(Path.Combine(environment.ContentRootPath, files))
            : Path.Combine(data.Path, "files");

    public Stream Create(string file)
    {
        Directory.CreateDirectory(Folder);
        return new FileStream(
            UnfinishedPathOf(file), FileMode.Create, FileAccess.Write, FileShare.None, BufferBytes, FileOptions.Asynchronous);
    }

    /// <summary>Returns the path of a file that a job has not completed yet: the final path with the suffix <c>.part</c>.</summary>
    public string UnfinishedPathOf(string file) => PathOf(file) + Unfinished;

    public Task<long> FinishAsync(string file, CancellationToken cancellationToken)
    {
        File.Move(UnfinishedPathOf(file), PathOf(file), overwrite: true);
        return Task.FromResult(new FileInfo(PathOf(file)).Length);
    }

    public void Discard(string file)
    {
        try
        {
            // A later attempt of the job may have begun to write the file again. It has the file open, so that this one cannot open it.
            using var unfinished = new FileStream(
                UnfinishedPathOf(file), FileMode.Open, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // There is no such file, or it cannot be deleted now. Retention deletes it later.
        }
    }

    public Task<JobFileContent?> OpenAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            var stream = new FileStream(
                PathOf(file), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1,
                FileOptions.Asynchronous | FileOptions.SequentialScan);
            var written = new DateTimeOffset(File.GetLastWriteTimeUtc(stream.SafeFileHandle), TimeSpan.Zero);
            return Task.FromResult<JobFileContent?>(new JobFileContent(stream, written));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<JobFileContent?>(null);
        }
    }

    public Task<int> DeleteOlderAsync(DateTime utc, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Folder))
            return Task.FromResult(0);
        var old = Directory.EnumerateFiles(Folder).Where(file => File.GetLastWriteTimeUtc(file) < utc).ToList();
        old.ForEach(File.Delete);
        return Task.FromResult(old.Count);
    }

    public Task<int> DeleteOfAsync(IReadOnlyCollection<JobId> jobs, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Folder))
            return Task.FromResult(0);
        var ids = jobs.Select(job => job.Value).ToHashSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        var files = Directory.EnumerateFiles(Folder).Where(file => ids.Contains(IdIn(Path.GetFileName(file.AsSpan())))).ToList();
        files.ForEach(File.Delete);
        return Task.FromResult(files.Count);
    }

    // Returns the first characters of a file name, as many as a job id has. If a job wrote the file, they are the id of the job.
    private static ReadOnlySpan<char> IdIn(ReadOnlySpan<char> name) => name[..Math.Min(JobId.Length, name.Length)];

    // Returns the path of a file in the folder. If the given name contains folders, they are removed, so that the path never leaves the
    // folder.
    private string PathOf(string file) => Path.Combine(Folder, Path.GetFileName(file));
}
