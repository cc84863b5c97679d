namespace Streaming.Server.Jobs.Queue;

/// <summary>Identifies the running job whose handler enqueues a child, and the child among its children.</summary>
/// <param name="Parent">The id of the running job.</param>
/// <param name="Token">The fencing token of the running job. A handler whose worker has lost the lease of the job cannot add
/// children.</param>
/// <param name="Name">The name of the child. A job has one child with each name.</param>
internal sealed record ChildOf(JobId Parent, long Token, string Name)
{
    /// <summary>The maximum number of children of one job.</summary>
    public const int MaxChildren = 1_000;
}
