namespace Streaming.Server.Jobs.Worker;

/// <summary>Why a running job is told to stop.</summary>
internal enum StopReason
{
    None,
    Cancelled,
    TimeLimit,
    WorkerStops,
    LeaseLost,
}
