namespace Streaming.Benchmark;

/// <summary>Holds the times at which a job was enqueued, started and ended, and the number of its last attempt.</summary>
internal sealed record EndedJob(string Id, DateTime Created, DateTime Started, DateTime Ended, int Attempt);
