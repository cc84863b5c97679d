namespace Streaming.Server.Jobs;

/// <summary>A job that needs no arguments.</summary>
public sealed record NoArguments;
