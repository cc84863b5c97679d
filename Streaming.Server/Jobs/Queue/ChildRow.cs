namespace Streaming.Server.Jobs.Queue;

/// <summary>Contains a child (a job that the handler of another job has enqueued), as a store returns it.</summary>
/// <param name="Name">The name of the child, which the handler of its parent has chosen.</param>
/// <param name="IsOpen">True if the parent (the job whose handler has enqueued the child) still waits for the child.</param>
/// <param name="Job">The child: a job that the handler of another job has enqueued.</param>
/// <param name="Errors">The errors of the child's attempts.</param>
internal sealed record ChildRow(string Name, bool IsOpen, Job Job, IReadOnlyList<JobError> Errors);
