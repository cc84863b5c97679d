namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Identifies a child (a job that the handler of another job enqueues): by its parent, and by its name among the children of the parent.
/// </summary>
/// <param name="Parent">The id of the parent: the running job whose handler enqueues the child.</param>
/// <param name="Token">
/// The fencing token of the parent: a number that increases each time the parent starts. A worker that has lost the right to run the parent
/// has an old number, and cannot add children.
/// </param>
/// <param name="Name">The name of the child, which is unique among the children of its parent.</param>
internal sealed record ChildOf(JobId Parent, long Token, string Name)
{
    /// <summary>The maximum number of children of one job (jobs that its handler enqueues).</summary>
    public const int MaxChildren = 1_000;
}
