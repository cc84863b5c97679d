namespace Streaming.Server.Jobs.Background;

/// <summary>States how a background task has ended.</summary>
internal enum BackgroundOutcome
{
    /// <summary>The work of the task returned without an exception.</summary>
    Succeeded,

    /// <summary>The work of the task threw an exception.</summary>
    Failed,

    /// <summary>The task did not end within its time limit.</summary>
    TimedOut,

    /// <summary>The server stopped before the task had ended, or before it had started.</summary>
    Stopped,
}
