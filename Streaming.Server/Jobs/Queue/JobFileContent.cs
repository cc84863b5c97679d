namespace Streaming.Server.Jobs.Queue;

/// <summary>Contains a file that a job has written, opened for reading.</summary>
/// <param name="Stream">The content of the file.</param>
/// <param name="Written">The time at which the file was last written.</param>
internal sealed record JobFileContent(Stream Stream, DateTimeOffset Written);
