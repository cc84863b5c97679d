namespace Streaming.Tests.Jobs;

public sealed record ProbeResult(int Number);
