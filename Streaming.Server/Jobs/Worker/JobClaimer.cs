using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// Claims as many due jobs from the queue as the worker has free slots (a slot is the right to run one job), and starts these jobs.
/// </summary>
internal sealed partial class JobClaimer : IJobClaimer
{
    private readonly RunningJobs _jobs;
    private readonly RunningJobFactory _factory;
    private readonly JobExecution _execution;
    private readonly JobTypeRegistry _types;
    private readonly ILogger<JobClaimer> _logger;
    private readonly TimeSpan _lease;
    private readonly OwnWorker _own;
    private readonly WorkerSlots _slots;
    private readonly ConcurrentDictionary<string, bool> _unknown = new(StringComparer.Ordinal);

    public JobClaimer(
        RunningJobs jobs, RunningJobFactory factory, JobExecution execution, OwnWorker own, IOptions<JobOptions> options,
            ILogger<JobClaimer> logger)
    {
        (_jobs, _factory, _execution, _own, _logger) = (jobs, factory, execution, own, logger);
        _lease = options.Value.Lease;
        (_types, _slots) = (own.Types, own.Slots);
    }

    public JobClaim? NextClaim() =>
        _jobs.IsStopping || _slots.Free() is not { } groups ? null
            : new JobClaim(_own.Name, _lease, _own.Priorities.Lowest, _own.Priorities.Highest, groups)
            {
                Bounds = _slots.Bounds(),
            };

    public void Start(IReadOnlyList<ClaimedJob> jobs, IReadOnlyList<string> unknownTypes)
    {
        // If a type is only declared in this process, another process has its handler. So the type is not reported as unknown.
        foreach (var type in unknownTypes.Where(type => !_types.TryGet(type, out _) && _unknown.TryAdd(type, true)))
            LogUnknown(type);
        foreach (var claimed in jobs)
        {
            // The type of the job is always found, because a worker claims only jobs of types that its process knows.
            _types.TryGet(claimed.Job.Type, out var type);
            _jobs.Start(_factory.Create(claimed, type!, _slots.Take(type!)), _execution.RunAsync);
        }
    }

    public void Cancel(JobId id) => _jobs.Find(id)?.Stop(StopReason.Cancelled);

    [LoggerMessage(1, LogLevel.Warning,
        "Found jobs of type '{JobType}', for which this process has no handler; they wait for a worker that has one.")]
    private partial void LogUnknown(string jobType);
}
