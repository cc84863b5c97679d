namespace Streaming.Server.Jobs.Queue;

/// <summary>The port of a store for the files that jobs write.</summary>
internal interface IJobFileStore
{
    /// <inheritdoc cref="JobFiles.Create"/>
    Stream Create(string file);

    /// <inheritdoc cref="JobFiles.FinishAsync"/>
    Task<long> FinishAsync(string file, CancellationToken cancellationToken);

    /// <summary>Opens a complete file; null if it does not exist. The stream can seek.</summary>
    Task<JobFileContent?> OpenAsync(string file, CancellationToken cancellationToken);

    /// <summary>Deletes the files that were last written before a time, complete or not.</summary>
    /// <returns>The number of deleted files.</returns>
    Task<int> DeleteOlderAsync(DateTime utc, CancellationToken cancellationToken);
}
