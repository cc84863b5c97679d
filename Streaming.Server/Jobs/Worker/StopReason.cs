namespace Streaming.Server.Jobs.Worker;

/// <summary>States why the handler of a running job was cancelled.</summary>
internal enum StopReason
{
    None,
    Cancelled,
    TimeLimit,
    WorkerStops,
    LeaseLost,
}
