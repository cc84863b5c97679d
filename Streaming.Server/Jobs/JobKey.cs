using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs;

/// <summary>Checks those options of a new job that connect the job with other jobs.</summary>
internal static class JobKey
{
    /// <summary>
    /// The maximum length of the key of a job, and of the name of a child (a job that the handler of another job enqueues), in characters.
    /// </summary>
    public const int MaxLength = 200;

    /// <summary>The maximum number of jobs for which one job waits.</summary>
    public const int MaxAfter = 100;

    /// <summary>Checks the key of a job, and returns it unchanged.</summary>
    /// <exception cref="RefusalException">The key is empty, is too long, or contains control characters.</exception>
    public static string? Check(string? key) => key is null || IsValid(key)
        ? key
        : throw RefusalException.Invalid($"The key of the job is not valid; use 1 to {MaxLength} characters without control characters.");

    /// <summary>Checks the name of a child (a job that the handler of another job enqueues), and returns it unchanged.</summary>
    /// <exception cref="ArgumentException">The name is empty, is too long, or contains control characters.</exception>
    public static string CheckName(string name) => IsValid(name)
        ? name
        : throw new ArgumentException($"The name of a child has 1 to {MaxLength} characters without control characters.", nameof(name));

    /// <summary>Returns the ids of the jobs for which a job waits, without duplicates.</summary>
    /// <exception cref="RefusalException">The job would wait for too many jobs.</exception>
    public static IReadOnlyList<JobId> CheckAfter(IReadOnlyList<JobId> after) => after.Count <= MaxAfter
        ? [.. after.Distinct()]
        : throw RefusalException.Invalid($"The job waits for {after.Count} jobs; give at most {MaxAfter} ids in 'after'.");

    private static bool IsValid(string text) =>
        text.Length is > 0 and <= MaxLength && !text.Any(character => char.IsControl(character) || char.IsSurrogate(character));
}
