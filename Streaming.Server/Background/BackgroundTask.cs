namespace Streaming.Server.Background;

/// <summary>One piece of work that waits for its turn.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Work">The work; starts when called.</param>
/// <param name="TimeLimit">How long it may take.</param>
/// <param name="Added">When it was added.</param>
internal sealed record BackgroundTask(string Name, Func<IServiceProvider, CancellationToken, Task> Work, TimeSpan TimeLimit, DateTimeOffset Added);

/// <summary>How a background task ended.</summary>
internal enum BackgroundOutcome
{
    /// <summary>It returned.</summary>
    Succeeded,

    /// <summary>It threw.</summary>
    Failed,

    /// <summary>It took longer than its time limit.</summary>
    TimedOut,

    /// <summary>The server stopped before it had ended, or before it had begun.</summary>
    Stopped,
}

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
