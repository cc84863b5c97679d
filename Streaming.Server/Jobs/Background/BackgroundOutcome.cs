namespace Streaming.Server.Jobs.Background;

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
