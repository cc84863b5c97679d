namespace Streaming.Server.Jobs.Worker;

/// <summary>The reason for the cancellation of a running handler.</summary>
internal enum StopReason
{
    None,
    Cancelled,
    TimeLimit,
    WorkerStops,
    LeaseLost,
}
