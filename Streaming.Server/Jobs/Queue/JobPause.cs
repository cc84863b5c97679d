namespace Streaming.Server.Jobs.Queue;

/// <summary>A pause of the job queue: jobs of one type, or of all types, do not start if their priority is too low.</summary>
/// <param name="Type">The type of the paused jobs; <see cref="AllTypes"/> for all types.</param>
/// <param name="Lowest">The lowest priority of the jobs that still start during the pause.</param>
internal sealed record JobPause(string Type, int Lowest)
{
    /// <summary>The text that stands for all job types. No job type has an empty name.</summary>
    public const string AllTypes = "";
}
