namespace Streaming.Server.Jobs.Queue;

/// <summary>What went wrong in one attempt.</summary>
/// <param name="Attempt">Which.</param>
/// <param name="Time">When (UTC).</param>
/// <param name="Type">The type of the exception.</param>
/// <param name="Message">Its sentence, at most 2,000 characters.</param>
public sealed record JobError(int Attempt, DateTime Time, string Type, string Message)
{
    private const int MaxMessageLength = 2_000;

    internal static JobError Of(Exception error, int attempt, DateTime time) => new(attempt, time, error.GetType().Name, Cut(error.Message));

    // Half of a surrogate pair cannot be written as UTF-8.
    private static string Cut(string text) =>
        text.Length <= MaxMessageLength ? text : text[..(char.IsHighSurrogate(text[MaxMessageLength - 1]) ? MaxMessageLength - 1 : MaxMessageLength)];
}
