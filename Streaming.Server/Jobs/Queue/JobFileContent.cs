namespace Streaming.Server.Jobs.Queue;

/// <summary>An open file of a job.</summary>
/// <param name="Stream">Its bytes.</param>
/// <param name="Written">The time at which it was written.</param>
internal sealed record JobFileContent(Stream Stream, DateTimeOffset Written);
