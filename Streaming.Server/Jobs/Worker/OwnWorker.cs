using Microsoft.Extensions.Options;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// Describes the worker of this process (the part that runs jobs): its name, the job types that it runs, and its slots (places for one
/// running job each).
/// </summary>
internal sealed class OwnWorker
{
    public OwnWorker(JobTypeRegistry types, IOptions<JobOptions> options, OwnNode node)
    {
        Types = types;
        Slots = new WorkerSlots(types, options.Value);
        _ = PriorityRange.TryParse(options.Value.Priorities, out var priorities);
        Priorities = priorities;
        if (options.Value.Concurrency > 0)
            Record = new WorkerRecord(
                Name, node.Name, Environment.ProcessId, node.Started.UtcDateTime, priorities.Lowest, priorities.Highest, Slots.Describe());
    }

    /// <summary>
    /// The name of the worker: the name of the machine, the process id and a random part. The random part is needed because the operating
    /// system reuses process ids.
    /// </summary>
    public string Name { get; } = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..6]}";

    public JobTypeRegistry Types { get; }

    public WorkerSlots Slots { get; }

    /// <summary>The priorities of the jobs that the worker runs.</summary>
    public PriorityRange Priorities { get; }

    /// <summary>The description of the worker for other processes; null if this process runs no jobs.</summary>
    public WorkerRecord? Record { get; }
}
