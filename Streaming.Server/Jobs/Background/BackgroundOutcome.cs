namespace Streaming.Server.Jobs.Background;

/// <summary>States how a background task has ended.</summary>
internal enum BackgroundOutcome
{
    /// <summary>The background task has ended without an exception.</summary>
    Succeeded,

    /// <summary>The background task has thrown an exception.</summary>
    Failed,

    /// <summary>The background task did not end within its time limit.</summary>
    TimedOut,

    /// <summary>The server stopped before the background task had started or ended.</summary>
    Stopped,
}
