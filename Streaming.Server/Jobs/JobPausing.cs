using System.Text.Json;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Worker;
using Streaming.Server.Publishing;

namespace Streaming.Server.Jobs;

/// <summary>
/// Pauses and resumes jobs: the jobs of one type, or all jobs except the urgent ones. Each change is stored, and published to topic
/// <c>system:jobs</c>, from which the other processes learn of the change.
/// </summary>
internal sealed partial class JobPausing(
    JobWriter writer, IJobQueue queue, JobTypeRegistry types, Publisher publisher, ILogger<JobPausing> logger)
{
    /// <summary>The topic to which changes of the pauses are published.</summary>
    public static readonly TopicName ChangesTopic = new(TopicNamespaces.System + "jobs");

    /// <summary>Pauses the jobs of one type.</summary>
    /// <param name="type">The job type.</param>
    /// <param name="onStored">A function that is called when the change is stored, also if the method fails later.</param>
    /// <param name="cancellationToken">Cancels the reads of the pauses.</param>
    /// <exception cref="RefusalException">The job type is not known.</exception>
    public Task<JobPauses> PauseAsync(string type, Action? onStored, CancellationToken cancellationToken) =>
        SetAsync(JobPauses.OfType(types.Get(type).Name), isPaused: true, onStored, cancellationToken);

    /// <summary>Pauses the jobs of all types whose priority is below the given one.</summary>
    /// <exception cref="RefusalException">The priority is out of its range.</exception>
    public Task<JobPauses> PauseBelowAsync(int priority, Action? onStored, CancellationToken cancellationToken) =>
        priority is > Job.LowestPriority and <= Job.HighestPriority
            ? SetAsync(new JobPause(JobPause.AllTypes, priority), isPaused: true, onStored, cancellationToken)
            : throw RefusalException.Invalid(
                $"The lowest priority is {priority}; give {Job.LowestPriority + 1} to {Job.HighestPriority}. Jobs below it are paused.");

    /// <summary>Resumes the jobs of one type; has no effect if the type is not paused.</summary>
    /// <exception cref="RefusalException">The job type is neither known nor paused.</exception>
    public async Task<JobPauses> ResumeAsync(string type, Action? onStored, CancellationToken cancellationToken)
    {
        var pauses = await queue.ReadPausesAsync(cancellationToken);
        // A type that another process or an earlier version has paused may be unknown to this process. It can be resumed nevertheless.
        return await SetAsync(
            JobPauses.OfType(pauses.Types.Contains(type, StringComparer.Ordinal) ? type : types.Get(type).Name), isPaused: false, onStored,
            cancellationToken);
    }

    /// <summary>Ends the pause of all jobs except the urgent ones. Job types that were paused by their name stay paused.</summary>
    public Task<JobPauses> ResumeAllAsync(Action? onStored, CancellationToken cancellationToken) =>
        SetAsync(new JobPause(JobPause.AllTypes, Job.LowestPriority), isPaused: false, onStored, cancellationToken);

    private async Task<JobPauses> SetAsync(JobPause pause, bool isPaused, Action? onStored, CancellationToken cancellationToken)
    {
        // The write is not cancelled, because it would then be unknown whether the change is stored.
        await writer.WriteAsync(new SetPause(pause, isPaused), CancellationToken.None);
        onStored?.Invoke();
        await PublishAsync(pause, isPaused);
        return await queue.ReadPausesAsync(cancellationToken);
    }

    private async Task PublishAsync(JobPause pause, bool isPaused)
    {
        var isOfAll = pause.Type == JobPause.AllTypes;
        var data = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                type = isOfAll ? null : pause.Type,
                lowestPriority = isOfAll && isPaused ? pause.Lowest : (int?)null
            });
        try
        {
            await publisher.PublishAsync(
                ChangesTopic, new NewMessage(DataKind.Json, data, isPaused ? "paused" : "resumed", Sender: null));
        }
        catch (RefusalException e)
        {
            // If the change cannot be published, the failure is only logged: the pause is stored, and each worker reads the pauses from the
            // store when it takes jobs from the queue.
            LogNotPublished(e);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Failed to publish that jobs were paused or resumed; other processes may notice it later.")]
    private partial void LogNotPublished(Exception exception);
}
