namespace Streaming.Server.Jobs.Queue;

/// <summary>Stores the files that jobs write, in a folder or in a database that several nodes share.</summary>
internal interface IJobFileStore
{
    /// <inheritdoc cref="JobFiles.Create"/>
    Stream Create(string file);

    /// <inheritdoc cref="JobFiles.FinishAsync"/>
    Task<long> FinishAsync(string file, CancellationToken cancellationToken);

    /// <inheritdoc cref="JobFiles.Discard"/>
    void Discard(string file);

    /// <summary>Opens a complete file for reading; returns null if the file does not exist. The returned stream can seek.</summary>
    Task<JobFileContent?> OpenAsync(string file, CancellationToken cancellationToken);

    /// <summary>Deletes the files that were last written before a time, including incomplete files.</summary>
    /// <returns>The number of deleted files.</returns>
    Task<int> DeleteOlderAsync(DateTime utc, CancellationToken cancellationToken);

    /// <summary>Deletes the files whose names begin with the id of one of the given jobs, including incomplete files.</summary>
    /// <returns>The number of deleted files.</returns>
    Task<int> DeleteOfAsync(IReadOnlyCollection<JobId> jobs, CancellationToken cancellationToken);
}
