namespace Streaming.Server.Jobs;

/// <summary>The arguments of jobs that need no arguments: an empty object.</summary>
public sealed record NoArguments;
