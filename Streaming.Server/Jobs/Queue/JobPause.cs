namespace Streaming.Server.Jobs.Queue;

/// <summary>A pause of the job queue: of the jobs of one type, or of all types, whose priority is below a limit.</summary>
/// <param name="Type">The job type; <see cref="AllTypes"/> for all types.</param>
/// <param name="Lowest">The lowest priority of the jobs that still start.</param>
internal sealed record JobPause(string Type, int Lowest)
{
    /// <summary>The text that stands for all job types. No job type has an empty name.</summary>
    public const string AllTypes = "";
}
