namespace Streaming.Server.Jobs.Queue;

/// <summary>Contains a file that a job has written, opened for reading.</summary>
/// <param name="Stream">The content of the file that the job has written.</param>
/// <param name="Written">The time at which the job last wrote the file.</param>
internal sealed record JobFileContent(Stream Stream, DateTimeOffset Written);
