namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Stores the files that jobs write: in the folder <see cref="JobOptions.Files"/>, or in the database that several nodes share. A file is
/// kept as long as its job.
/// </summary>
public sealed class JobFiles
{
    private readonly IJobFileStore _store;

    internal JobFiles(IJobFileStore store) => _store = store;

    /// <summary>
    /// Creates a file under a temporary name, and returns the stream to which the job writes. <see cref="FinishAsync"/> later gives the
    /// complete file its final name. If the job is attempted again, the file is overwritten.
    /// </summary>
    /// <param name="file">The name of the file, which begins with the id of the job.</param>
    public Stream Create(string file) => _store.Create(file);

    /// <summary>Gives a complete file its final name. Dispose the stream of <see cref="Create"/> before this call.</summary>
    /// <returns>The size of the file in bytes.</returns>
    public Task<long> FinishAsync(string file, CancellationToken cancellationToken = default) =>
        _store.FinishAsync(file, cancellationToken);

    /// <summary>
    /// Deletes a file that will not be completed, because the attempt of the job has failed or was cancelled. Dispose the stream of
    /// <see cref="Create"/> before this call.
    /// </summary>
    /// <param name="file">The name of the file, as in <see cref="Create"/>.</param>
    public void Discard(string file) => _store.Discard(file);

    /// <inheritdoc cref="IJobFileStore.OpenAsync"/>
    internal Task<JobFileContent?> OpenAsync(string file, CancellationToken cancellationToken) => _store.OpenAsync(file, cancellationToken);

    /// <inheritdoc cref="IJobFileStore.DeleteOlderAsync"/>
    internal Task<int> DeleteOlderAsync(DateTime utc, CancellationToken cancellationToken) =>
        _store.DeleteOlderAsync(utc, cancellationToken);

    /// <inheritdoc cref="IJobFileStore.DeleteOfAsync"/>
    internal Task<int> DeleteOfAsync(IReadOnlyCollection<JobId> jobs, CancellationToken cancellationToken) =>
        _store.DeleteOfAsync(jobs, cancellationToken);
}
