using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// A job that this process is running: its type, its slot (the right to run one job), its cancellation, its reports and the timer of its
/// time limit.
/// </summary>
internal sealed class RunningJob(
    ClaimedJob claimed, JobType type, WorkerSlot slot, JobCancellation cancellation, JobReports reports,
    ITimer timeLimit, JobChildren children) : IAsyncDisposable
{
    public ClaimedJob Claimed => claimed;

    public Job Job => claimed.Job;

    public JobType Type => type;

    public WorkerSlot Slot => slot;

    /// <summary>The object that gives the handler the id of the job, and through which the handler reports progress.</summary>
    public JobContext Context { get; } = new(claimed.Job, reports.Report, reports.PublishAsync, cancellation.Token)
    {
        Children = children,
    };

    /// <inheritdoc cref="JobCancellation.Token"/>
    public CancellationToken Stopping => cancellation.Token;

    /// <inheritdoc cref="JobCancellation.Reason"/>
    public StopReason Reason => cancellation.Reason;

    /// <inheritdoc cref="JobCancellation.Stop"/>
    public void Stop(StopReason reason) => cancellation.Stop(reason);

    /// <inheritdoc cref="JobCancellation.Apply"/>
    public void Apply(ChangeResult result) => cancellation.Apply(result);

    /// <inheritdoc cref="JobReports.EndAsync"/>
    public ValueTask EndReportsAsync() => reports.EndAsync();

    public async ValueTask DisposeAsync()
    {
        await timeLimit.DisposeAsync();
        await reports.DisposeAsync();
    }
}
