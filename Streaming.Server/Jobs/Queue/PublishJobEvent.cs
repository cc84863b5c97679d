namespace Streaming.Server.Jobs.Queue;

/// <summary>Tells a job's topic something of its handler's own. Not applied if its worker has lost it.</summary>
/// <param name="Id">The job.</param>
/// <param name="Token">The token that it was claimed with.</param>
/// <param name="Type">The message's type.</param>
/// <param name="Value">JSON in UTF-8.</param>
internal sealed record PublishJobEvent(JobId Id, long Token, string Type, byte[] Value) : JobChange;
