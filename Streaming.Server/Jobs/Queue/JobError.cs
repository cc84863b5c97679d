namespace Streaming.Server.Jobs.Queue;

/// <summary>Describes the error of one attempt to run a job.</summary>
/// <param name="Attempt">The number of the attempt, from 1.</param>
/// <param name="Time">The time of the error (UTC).</param>
/// <param name="Type">The name of the exception's type.</param>
/// <param name="Message">The message of the exception, cut to 2,000 characters.</param>
public sealed record JobError(int Attempt, DateTime Time, string Type, string Message)
{
    /// <summary>The type of the error of a job that was cancelled because another job with the same key replaced it.</summary>
    internal const string Replaced = "Replaced";

    /// <summary>The type of the error of a job that was cancelled because an earlier job did not end as the job requires.</summary>
    internal const string AfterOutcome = "AfterOutcome";

    private const int MaxMessageLength = 2_000;

    internal static JobError Of(Exception error, int attempt, DateTime time) =>
        new(attempt, time, error.GetType().Name, Truncate(error.Message));

    // The text is not cut between the two halves of a surrogate pair, because one half cannot be written as UTF-8.
    private static string Truncate(string text) =>
        text.Length <= MaxMessageLength ? text
            : text[..(char.IsHighSurrogate(text[MaxMessageLength - 1]) ? MaxMessageLength - 1 : MaxMessageLength)];
}
