namespace Streaming.Server.Jobs;

/// <summary>The arguments of job types that need none. In JSON: an empty object.</summary>
public sealed record NoArguments;
