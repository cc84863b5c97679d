using System.Text.Json;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// Gives the handler of a job the id of the job and its cancellation token, and publishes the progress and the events that the handler
/// reports.
/// </summary>
public sealed class JobContext
{
    private readonly Action<double, string?> _report;
    private readonly Func<string, byte[], Task> _publish;

    /// <summary>
    /// Creates the context of a handler (the data of the job, and the methods to report progress) without a worker, for a test of the
    /// handler.
    /// </summary>
    /// <param name="options">The values of the context, and the functions that receive the reports of the handler; null for the
    /// defaults.</param>
    public JobContext(JobContextOptions? options = null)
    {
        options ??= new JobContextOptions();
        (Id, Attempt, Origin, Cancellation) = (options.Id, options.Attempt, options.Origin, options.Cancellation);
        _report = options.OnProgress ?? ((_, _) => { });
        _publish = (type, json) => options.OnEvent is { } publish ? publish(type, JsonElement.Parse(json)) : Task.CompletedTask;
    }

    internal JobContext(Job job, Action<double, string?> report, Func<string, byte[], Task> publish, CancellationToken cancellation)
    {
        (Id, Attempt, Cancellation, _report, _publish) = (job.Id, job.Attempt, cancellation, report, publish);
        Origin = job.Origin;
    }

    /// <summary>
    /// The object that enqueues the children of the job (further jobs, for which it can wait); null if the job does not run in a worker.
    /// </summary>
    internal JobChildren? Children { get; init; }

    /// <summary>The id of the job, which is the same in every attempt to run the job.</summary>
    public JobId Id { get; }

    /// <summary>The number of this attempt to run the job, from 1.</summary>
    public int Attempt { get; }

    /// <summary>The origin that was given when the job was enqueued; null if none was given.</summary>
    public string? Origin { get; }

    /// <summary>
    /// The cancellation token of the handler. It is cancelled in four cases: the job is cancelled, the time limit of the attempt has
    /// passed, the worker stops, or the worker has lost the lease of the job (the right to run it).
    /// </summary>
    public CancellationToken Cancellation { get; }

    /// <summary>
    /// Reports the progress of the job. Frequent calls are cheap: in each period of <see cref="JobOptions.ProgressInterval"/>, only the
    /// last report is published.
    /// </summary>
    /// <param name="fraction">The completed part of the work, from 0 to 1.</param>
    /// <param name="text">A description of the progress, cut to 200 characters; null for none.</param>
    public void ReportProgress(double fraction, string? text = null) =>
        _report(double.IsNaN(fraction) ? 0 : Math.Clamp(fraction, 0, 1), text is { Length: > 200 } ? text[..200] : text);

    /// <summary>
    /// Enqueues a child: a job for which this job can wait with <see cref="WaitForChildrenAsync"/>. A handler may run again, for example
    /// after such a wait, and may then enqueue its children again: a child with the same name is added only once.
    /// </summary>
    /// <param name="name">The name of the child, unique among the children of this job, 1 to 200 characters.</param>
    /// <param name="type">The job type of the child.</param>
    /// <param name="arguments">The arguments of the child.</param>
    /// <param name="options">The options of the child; null for the defaults. The child belongs to the caller that enqueued this
    /// job.</param>
    /// <returns>The id of the child. It is computed from the id of this job and the name of the child.</returns>
    /// <exception cref="RefusalException">
    /// The child is not valid, the job has 1,000 children already, the worker has lost the lease of the job (the right to run it), or the
    /// store failed.
    /// </exception>
    public Task<JobId> EnqueueChildAsync<TArguments>(string name, string type, TArguments arguments, EnqueueOptions? options = null) =>
        RunningChildren().EnqueueAsync(name, type, arguments, options);

    /// <summary>
    /// Waits until all children of the job (the jobs that its handler has enqueued) have ended, in whatever way, and returns them in the
    /// order of their creation. The wait needs no slot of the worker (place for one running job): if a child has not ended, the call throws
    /// an exception, which ends the attempt. The job is then queued, and its handler runs again from its beginning when all children have
    /// ended. This time the call returns. The ended attempt is not counted.
    /// </summary>
    /// <remarks>
    /// Do not catch the exception, which is an <see cref="OperationCanceledException"/>. If a child fails, this job does not fail: check
    /// <see cref="ChildJob.State"/>. <c>JobClient.GetResultAsync</c> reads the result of a child.
    /// </remarks>
    /// <exception cref="OperationCanceledException">
    /// A child (a job that the handler of this job has enqueued) has not ended, or the job was cancelled.
    /// </exception>
    public Task<IReadOnlyList<ChildJob>> WaitForChildrenAsync() => RunningChildren().WaitAsync();

    private JobChildren RunningChildren() =>
        Children ?? throw new InvalidOperationException("Only a job that runs in a worker can have children.");

    /// <summary>
    /// Publishes an event of the handler, such as a partial result. The event is a message of topic <c>job:{id}</c> with the data
    /// <c>{"job":…,"attempt":…,"value":…}</c>. It is stored durably when the call returns, and kept as long as the job. If the handler
    /// begins again, it publishes its events again, perhaps with the same number of the attempt. Each message <c>started</c> makes the
    /// events before it obsolete: no event of an earlier run follows it.
    /// </summary>
    /// <param name="type">The type of the message, such as <c>result</c>. The types of the server's own messages about jobs are not
    /// allowed.</param>
    /// <param name="value">The value of the event, which System.Text.Json writes: at most 64 KiB of JSON.</param>
    /// <exception cref="RefusalException">The store failed to write the event.</exception>
    public Task PublishAsync<T>(string type, T value)
    {
        if (JobEvents.IsReservedType(MessageType.Check(type)))
            throw new ArgumentException($"Events of type '{type}' are published by the server itself; use another type.", nameof(type));
        var json = JobJson.Write(value);
        return json.Length <= JobEvents.MaxEventBytes ? _publish(type, json)
            : throw new ArgumentException(
            $"The value has {json.Length} bytes of JSON; an event has at most {JobEvents.MaxEventBytes}.", nameof(value));
    }
}
