namespace Streaming.Server.Jobs.Background;

/// <summary>A background task that has run.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Added">When it was added (UTC).</param>
/// <param name="Started">When it began; null if it never did.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Error">What went wrong, in a sentence; null if nothing did.</param>
/// <param name="Exception">The exception with its stack trace.</param>
internal sealed record BackgroundRun(
    string Name, BackgroundOutcome Outcome, DateTimeOffset Added, DateTimeOffset? Started, double Milliseconds, string? Error, string? Exception);
