namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// Marks the class of a job handler that blocks its thread or computes for a long time. The attribute sets the option
/// <see cref="JobTypeOptions.Blocks"/> of the job type.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class BlockingHandlerAttribute : Attribute;
