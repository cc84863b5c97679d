namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Contains a running worker (a process that runs jobs), and the time at which it last reported to the store that it is running.
/// </summary>
/// <param name="Worker">The description of the worker.</param>
/// <param name="LastHeartbeat">The time of the worker's last report (UTC).</param>
internal sealed record WorkerState(WorkerRecord Worker, DateTime LastHeartbeat);
