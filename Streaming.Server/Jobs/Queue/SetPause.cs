namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// A write to the job queue that pauses or resumes the jobs of one type, or of all types (<see cref="JobPause.AllTypes"/>).
/// </summary>
/// <param name="Pause">The pause to store or to remove.</param>
/// <param name="IsPaused">True to store the pause, which replaces an earlier pause of the same type; false to remove the pause.</param>
internal sealed record SetPause(JobPause Pause, bool IsPaused) : JobChange;
