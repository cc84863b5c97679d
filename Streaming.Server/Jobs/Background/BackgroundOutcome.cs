namespace Streaming.Server.Jobs.Background;

/// <summary>How a background task ended.</summary>
internal enum BackgroundOutcome
{
    /// <summary>The task returned.</summary>
    Succeeded,

    /// <summary>The task threw an exception.</summary>
    Failed,

    /// <summary>The task exceeded its time limit.</summary>
    TimedOut,

    /// <summary>The server stopped before the task ended or started.</summary>
    Stopped,
}
