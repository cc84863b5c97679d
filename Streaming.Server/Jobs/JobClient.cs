using Microsoft.Extensions.Options;
using Streaming.Server.Core.Diagnostics;
using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Worker;
using Streaming.Server.Publishing;

namespace Streaming.Server.Jobs;

/// <summary>
/// Enqueues jobs from application code, reads their state and results, and cancels or retries them. A job is stored durably when the call
/// that enqueues it returns.
/// </summary>
public sealed class JobClient
{

    private const int MaxAttempts = 100;

    private const string SizeLimit = "Jobs:MaxArgumentBytes";

    private readonly JobWriter _writer;
    private readonly IJobQueue _queue;
    private readonly JobTypeRegistry _types;
    private readonly JobOptions _options;
    private readonly JobEndWaiter _waiter;
    private readonly IServiceProvider _services;

    internal JobClient(
        JobWriter writer, IJobQueue queue, JobTypeRegistry types, JobEndWaiter waiter, IOptions<JobOptions> options,
        IServiceProvider services) =>
        (_writer, _queue, _types, _waiter, _options, _services) = (writer, queue, types, waiter, options.Value, services);

    /// <summary>Enqueues a job. The job is stored durably when the call returns.</summary>
    /// <exception cref="RefusalException">There are several possible reasons: the job type is unknown, the arguments do not fit the type,
    /// an option is out of its range, another job has the same key, a job of <see cref="EnqueueOptions.After"/> does not exist, or the
    /// store failed to write the job.</exception>
    public async Task<Job> EnqueueAsync<TArguments>(
        string type, TArguments arguments, EnqueueOptions? options = null, CancellationToken cancellationToken = default) =>
        await EnqueueAsync(Prepare(type, JobJson.Write(arguments), options), cancellationToken);

    /// <summary>
    /// Enqueues a job whose type is found by the class of its arguments: the type that <see cref="JobTypeAttribute"/> on the class names.
    /// If the class has no such attribute, exactly one registered type must have arguments of this class. When the call returns, the job is
    /// stored durably.
    /// </summary>
    /// <exception cref="InvalidOperationException">No registered job type has arguments of this class, or several types have.</exception>
    /// <exception cref="RefusalException">The arguments are not valid, an option is out of its range, or the store failed to write the
    /// job.</exception>
    public Task<Job> EnqueueAsync<TArguments>(
        TArguments arguments, EnqueueOptions? options = null, CancellationToken cancellationToken = default) =>
        EnqueueAsync(TypeOf<TArguments>(), arguments, options, cancellationToken);

    /// <summary>
    /// Enqueues several jobs of one type, in transactions of up to 1,000 jobs. Each transaction adds all its jobs or none. When the call
    /// returns, all jobs are stored durably.
    /// </summary>
    /// <param name="type">The type of the jobs.</param>
    /// <param name="arguments">The arguments of each job.</param>
    /// <param name="options">The options of all jobs. If the options contain an idempotency key, the call can be repeated after an error:
    /// the key of each job consists of this key and the job's number in the sequence.</param>
    /// <param name="cancellationToken">Cancels the wait for the store.</param>
    /// <returns>The jobs, in the order of their arguments.</returns>
    /// <exception cref="RefusalException">A job is not valid, or the store failed to write it. The jobs of earlier transactions are
    /// enqueued nevertheless.</exception>
    public async Task<IReadOnlyList<Job>> EnqueueManyAsync<TArguments>(
        string type, IEnumerable<TArguments> arguments, EnqueueOptions? options = null, CancellationToken cancellationToken = default)
    {
        var jobs = new List<Job>();
        foreach (var portion in arguments.Chunk(EnqueueJobs.MaxJobs))
        {
            var prepared = portion
                .Select((each, index) => PrepareNumbered(type, JobJson.Write(each), options, jobs.Count + index)).ToList();
            jobs.AddRange(await EnqueueAllAsync(prepared, cancellationToken));
        }

        return jobs;
    }

    /// <summary>Enqueues several jobs whose type is found by the class of their arguments.</summary>
    /// <inheritdoc cref="EnqueueManyAsync{TArguments}(string, IEnumerable{TArguments}, EnqueueOptions?, CancellationToken)"/>
    public Task<IReadOnlyList<Job>> EnqueueManyAsync<TArguments>(
        IEnumerable<TArguments> arguments, EnqueueOptions? options = null, CancellationToken cancellationToken = default) =>
        EnqueueManyAsync(TypeOf<TArguments>(), arguments, options, cancellationToken);

    /// <summary>Returns the state of a job. Null if the job does not exist, or was deleted because it ended long ago.</summary>
    public async ValueTask<Job?> FindAsync(JobId id, CancellationToken cancellationToken = default) =>
        (await _queue.FindAsync(id, cancellationToken))?.Job;

    /// <summary>Returns the result of a job that has succeeded.</summary>
    /// <exception cref="RefusalException">The job does not exist (<see cref="RefusalReason.NotFound"/>), or has not succeeded
    /// (<see cref="RefusalReason.Conflict"/>). The refusal of a failed job contains the job's last error.</exception>
    public async ValueTask<TResult> GetResultAsync<TResult>(JobId id, CancellationToken cancellationToken = default) =>
        await _queue.ReadResultAsync(id, cancellationToken) is { } result ? ReadResult<TResult>(id, result)
            : throw (await _queue.FindAsync(id, cancellationToken) is { } details ? JobOutcome.Refusal(details) : JobOutcome.NotFound(id));

    /// <summary>Waits for the end of a job, and returns its result. An event of the job ends the wait; the queue is not polled.</summary>
    /// <param name="id">The id of the job.</param>
    /// <param name="wait">The longest time to wait for the end of the job.</param>
    /// <param name="cancellationToken">Cancels the wait. The job continues.</param>
    /// <exception cref="TimeoutException">The job has not ended in the given time.</exception>
    /// <exception cref="RefusalException">The job does not exist (<see cref="RefusalReason.NotFound"/>), or has failed or was cancelled
    /// (<see cref="RefusalReason.Conflict"/>). The refusal of a failed job contains the job's last error.</exception>
    public async Task<TResult> GetResultAsync<TResult>(JobId id, TimeSpan wait, CancellationToken cancellationToken = default)
    {
        var job = await WaitAsync(id, wait, cancellationToken);
        return job.HasEnded
            ? await GetResultAsync<TResult>(id, cancellationToken)
            : throw new TimeoutException($"Job {id} has not ended within {Duration.Format(wait)}; it is {StateOf(job)}.");
    }

    /// <summary>
    /// Waits for the end of a job, at most for the given time, and returns the job. If the job has not ended in this time,
    /// <see cref="Job.HasEnded"/> is false.
    /// </summary>
    /// <exception cref="RefusalException">The job does not exist.</exception>
    public async Task<Job> WaitAsync(JobId id, TimeSpan wait, CancellationToken cancellationToken = default) =>
        (await _waiter.WaitAsync(id, wait, cancellationToken) ?? throw JobOutcome.NotFound(id)).Job;

    /// <summary>
    /// Cancels a job. A waiting job is cancelled immediately. If the job is running, the cancellation token of its handler is cancelled.
    /// </summary>
    /// <exception cref="RefusalException">The job does not exist, or it has ended.</exception>
    public Task<Job> CancelAsync(JobId id, CancellationToken cancellationToken = default) =>
        ChangeAsync(id, new CancelJob(id), job => $"Job {id} has ended already ({StateOf(job)}); there is nothing to cancel.",
            cancellationToken);

    /// <summary>Queues a failed or cancelled job again, with its full number of attempts.</summary>
    /// <exception cref="RefusalException">
    /// The job does not exist, has neither failed nor been cancelled, or has the same key as another job that has not ended.
    /// </exception>
    public Task<Job> RetryAsync(JobId id, CancellationToken cancellationToken = default) =>
        ChangeAsync(id, new RetryJob(id), job => $"Job {id} is {StateOf(job)}; only a failed or cancelled job can be retried.",
            cancellationToken);

    /// <summary>
    /// Pauses a job type: none of its jobs starts until <see cref="ResumeTypeAsync"/> is called, in any process and also after a restart.
    /// Running jobs continue, and jobs of the type can still be enqueued.
    /// </summary>
    /// <returns>All pauses after the change.</returns>
    /// <exception cref="RefusalException">The job type is not known.</exception>
    public Task<JobPauses> PauseTypeAsync(string type, CancellationToken cancellationToken = default) =>
        Pausing.PauseAsync(type, onStored: null, cancellationToken);

    /// <summary>Resumes a paused job type. Has no effect if the type is not paused.</summary>
    /// <returns>All pauses after the change.</returns>
    /// <exception cref="RefusalException">The job type is neither known nor paused.</exception>
    public Task<JobPauses> ResumeTypeAsync(string type, CancellationToken cancellationToken = default) =>
        Pausing.ResumeAsync(type, onStored: null, cancellationToken);

    /// <summary>
    /// Pauses all jobs except the urgent ones: jobs with a lower priority than <paramref name="lowestPriority"/> do not start until
    /// <see cref="ResumeAsync"/> is called, in any process and also after a restart. Running jobs continue.
    /// </summary>
    /// <param name="lowestPriority">The lowest priority of the jobs that still start during the pause, from 1 to 9.</param>
    /// <param name="cancellationToken">Cancels the wait for the store.</param>
    /// <returns>All pauses after the change.</returns>
    /// <exception cref="RefusalException">The priority is out of its range.</exception>
    public Task<JobPauses> PauseAsync(int lowestPriority = Job.HighestPriority, CancellationToken cancellationToken = default) =>
        Pausing.PauseBelowAsync(lowestPriority, onStored: null, cancellationToken);

    /// <summary>Ends the pause of all jobs except the urgent ones. Job types that were paused by their name stay paused.</summary>
    /// <returns>All pauses after the change.</returns>
    public Task<JobPauses> ResumeAsync(CancellationToken cancellationToken = default) =>
        Pausing.ResumeAllAsync(onStored: null, cancellationToken);

    /// <summary>Returns the pauses of the job queue.</summary>
    public ValueTask<JobPauses> GetPausesAsync(CancellationToken cancellationToken = default) =>
        _queue.ReadPausesAsync(cancellationToken);

    private JobPausing Pausing => _services.GetRequiredService<JobPausing>();

    /// <summary>
    /// Throws a refusal if the body of a request is too large for a job. Only the length is needed, so that a body can be refused before
    /// all of it has arrived.
    /// </summary>
    internal void RefuseLargeBody(long bytes)
    {
        // The body contains the arguments of the job and some short fields. Because of these fields, the limit for the body is 4 KB higher
        // than the limit for the arguments.
        if (bytes > _options.MaxArgumentBytes + 4_096)
            throw RefusalException.TooLarge(
                SizeLimit, $"The body is larger than a job with {_options.MaxArgumentBytes} bytes of arguments; send less, or raise " +
                "Jobs:MaxArgumentBytes.");
    }

    /// <summary>Returns the name of the job type whose arguments have the given class.</summary>
    /// <exception cref="InvalidOperationException">No registered job type has arguments of this class, or several types have.</exception>
    internal string TypeOf<TArguments>() => _types.Of(typeof(TArguments)).Name;

    internal static string StateOf(Job job) => job.State.ToString().ToLowerInvariant();

    internal async Task<Job> EnqueueAsync(EnqueueJob job, CancellationToken cancellationToken) =>
        JobOf(job, await _writer.WriteAsync(job, cancellationToken));

    /// <summary>
    /// Returns the job that was enqueued with the same idempotency key within the last 24 hours; null if there is none.
    /// </summary>
    /// <exception cref="RefusalException">The idempotency key was used for a job with other arguments.</exception>
    internal async Task<Job?> FindEarlierAsync(EnqueueJob job, CancellationToken cancellationToken) =>
        await _writer.WriteAsync(new FindEarlierJob(job), cancellationToken) is { IsConflict: false } found ? found.Job
            : throw job.Key!.Conflict();

    /// <summary>Enqueues at most <see cref="EnqueueJobs.MaxJobs"/> jobs in one transaction, all of them or none.</summary>
    /// <exception cref="RefusalException">An idempotency key was already used within the last 24 hours, for a job with other
    /// arguments.</exception>
    internal async Task<IReadOnlyList<Job>> EnqueueAllAsync(IReadOnlyList<EnqueueJob> jobs, CancellationToken cancellationToken)
    {
        var outcome = await _writer.WriteAsync(new EnqueueJobs(jobs), cancellationToken);
        return outcome.Parts is { } parts ? [.. jobs.Zip(parts, JobOf)]
            : throw outcome.Refusal ?? jobs.First(job => job.Key is not null).Key!.Conflict();
    }

    /// <summary>Returns the job that was enqueued, or the earlier job that was enqueued with the same idempotency key.</summary>
    /// <exception cref="RefusalException">
    /// The idempotency key was already used within the last 24 hours for a job with other arguments, another job has the same job key, or a
    /// job for which the new job waits does not exist.
    /// </exception>
    internal static Job JobOf(EnqueueJob enqueue, ChangeResult outcome) =>
        outcome.IsConflict ? throw enqueue.Key!.Conflict() : outcome.Job ?? throw outcome.Refusal ?? new RefusalException(
            RefusalReason.Conflict, $"The attempt of job {enqueue.Child?.Parent} has ended, so it cannot enqueue children any more.");

    /// <summary>Validates the type, the arguments and the options of a job before the job is written to the queue.</summary>
    internal EnqueueJob Prepare(string? type, ReadOnlySpan<byte> arguments, EnqueueOptions? options)
    {
        options ??= new EnqueueOptions();
        var known = _types.Get(type);
        if (arguments.Length > _options.MaxArgumentBytes)
            throw RefusalException.TooLarge(
                SizeLimit, $"The arguments are larger than the {_options.MaxArgumentBytes} bytes a job may have; send less, or raise " +
                "Jobs:MaxArgumentBytes.");
        var now = _writer.Now();
        var job = new Job
        {
            Id = options.Child is { } child ? JobId.OfChild(child.Parent, child.Name) : JobId.New(now),
            Type = known.Name,
            Priority = JobRanges.Number(options.Priority, Job.LowestPriority, Job.HighestPriority, "priority"),
            Created = now,
            Due = JobRanges.Due(options.Due, now),
            Attempts = JobRanges.Number(
                options.Attempts ?? known.Options.Attempts ?? _options.Attempts, 1, MaxAttempts, "number of attempts"),
            TimeLimit = JobRanges.TimeLimit(options.TimeLimit ?? known.Options.TimeLimit ?? _options.TimeLimit),
            Origin = SenderName.Check(options.Origin),
            Owner = options.Owner,
            Key = JobKey.Check(options.Key),
            Parent = options.Child?.Parent,
            Links = options.AfterOutcome == default ? JobLinks.None : new JobLinks { AfterOutcome = options.AfterOutcome },
        };
        return new EnqueueJob(job, known.Check(arguments, _services), KeyOf(known.Name, arguments, options))
        {
            WhenKeyExists = options.WhenKeyExists,
            OwnKeysOnly = options.OwnKeysOnly,
            After = JobKey.CheckAfter(options.After),
            Child = options.Child,
            Trace = TraceContext.OfCurrentActivity(),
        };
    }

    // Creates one job of a sequence. If there is an idempotency key, the number of the job is added to the key, so that the jobs of the
    // sequence have different keys.
    private EnqueueJob PrepareNumbered(string type, byte[] arguments, EnqueueOptions? options, int number) =>
        Prepare(type, arguments, options?.IdempotencyKey is not { } name ? options : options with
        {
            CallerKey = IdempotencyScope.OfApplication(IdempotencyScope.Enqueue, $"{type}\n{number}", name, PayloadHash.Of(arguments)),
        });

    private static TResult ReadResult<TResult>(JobId id, byte[] result) =>
        JobOutcome.IsNone(result)
            ? throw new RefusalException(RefusalReason.NotFound, $"Job {id} has succeeded without a result: its handler returns none.")
            : JobJson.Read<TResult>(result);

    private static IdempotencyKey? KeyOf(string type, ReadOnlySpan<byte> arguments, EnqueueOptions options) => options switch
    {
        { CallerKey: { } key } => key,
        // The hash covers the arguments of the job, but not its due time. An application that repeats the call often computes the due time
        // from the current time, so the due time would differ from the first call.
        { IdempotencyKey: { } name } => IdempotencyScope.OfApplication(IdempotencyScope.Enqueue, type, name, PayloadHash.Of(arguments)),
        _ => null,
    };

    /// <summary>Refuses a number of attempts or a time limit that is out of its range; null is always allowed.</summary>
    /// <exception cref="RefusalException">The number of attempts or the time limit is out of its range.</exception>
    internal static void CheckLimits(int? attempts, TimeSpan? timeLimit)
    {
        if (attempts is { } number)
            JobRanges.Number(number, 1, MaxAttempts, "number of attempts");
        if (timeLimit is { } limit)
            JobRanges.TimeLimit(limit);
    }

    private async Task<Job> ChangeAsync(JobId id, JobChange change, Func<Job, string> conflict, CancellationToken cancellationToken)
    {
        var outcome = await _writer.WriteAsync(change, cancellationToken);
        var job = outcome.Job ?? throw outcome.Refusal ?? JobOutcome.NotFound(id);
        return outcome.Applied ? job : throw new RefusalException(RefusalReason.Conflict, conflict(job));
    }
}
