namespace Streaming.Server.Jobs.Queue;

/// <summary>Contains a child of a job, as a store returns it.</summary>
/// <param name="Name">The name that the handler of the parent gave to the child.</param>
/// <param name="IsOpen">True if the parent still waits for the child.</param>
/// <param name="Job">The child.</param>
/// <param name="Errors">The errors of the child's attempts.</param>
internal sealed record ChildRow(string Name, bool IsOpen, Job Job, IReadOnlyList<JobError> Errors);
