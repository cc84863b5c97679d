namespace Streaming.Server.Jobs.Background;

/// <summary>Describes a background task that has ended.</summary>
/// <param name="Name">The name of the background task, given by the code that added the task.</param>
/// <param name="Outcome">The way in which the task ended: it succeeded, failed, exceeded its time limit, or was stopped with the
/// server.</param>
/// <param name="Added">The time at which the task was added (UTC).</param>
/// <param name="Started">The time at which the task started (UTC); null if the task never started.</param>
/// <param name="Milliseconds">The duration of the task in milliseconds.</param>
/// <param name="Error">The reason of the failure in one sentence; null if the task succeeded.</param>
/// <param name="Exception">The exception of a failed task with its stack trace; null without an exception.</param>
internal sealed record BackgroundRun(
    string Name, BackgroundOutcome Outcome, DateTimeOffset Added, DateTimeOffset? Started, double Milliseconds, string? Error,
        string? Exception);
