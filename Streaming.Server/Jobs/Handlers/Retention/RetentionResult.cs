namespace Streaming.Server.Jobs.Handlers.Retention;

/// <summary>What the nightly trim has done.</summary>
internal sealed record RetentionResult(int Jobs, int Files, long FreedBytes);
