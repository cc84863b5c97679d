using System.Text;
using System.Text.Json;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Publishing;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

/// <summary>The tests that every job queue must pass. The test class of a store only creates the store.</summary>
public abstract partial class JobQueueContract : IAsyncLifetime
{
    private protected static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    private IJobQueue? _queue;
    private ITopicLog? _log;

    private protected IJobQueue Queue => _queue ?? throw new InvalidOperationException("Not opened yet.");

    private protected ITopicLog Log => _log ?? throw new InvalidOperationException("Not opened yet.");

    /// <summary>The time of the next batch of changes.</summary>
    private protected DateTime Now { get; set; } = Appends.Noon;

    public async Task InitializeAsync()
    {
        (_log, _queue) = await OpenAsync();
        await _log.StartAsync(CancellationToken.None).OrTimeout();
        await _queue.StartAsync(CancellationToken.None).OrTimeout();
    }

    public virtual async Task DisposeAsync()
    {
        var queue = Interlocked.Exchange(ref _queue, null);
        (queue as IDisposable)?.Dispose();
        if (queue is IAsyncDisposable asyncQueue)
            await asyncQueue.DisposeAsync().OrTimeout();
        if (Interlocked.Exchange(ref _log, null) is IAsyncDisposable disposable)
            await disposable.DisposeAsync().OrTimeout();
    }

    private protected abstract ValueTask<(ITopicLog Log, IJobQueue Queue)> OpenAsync();

    private protected static EnqueueJob NewJob(
        DateTime now, string type = "work", int priority = 5, TimeSpan? delay = null, int attempts = 3, string? key = null,
        string arguments = "{}") => new(
        new Job
        {
            Id = JobId.New(now),
            Type = type,
            Priority = priority,
            Created = now,
            Due = now + (delay ?? TimeSpan.Zero),
            Attempts = attempts,
            TimeLimit = TimeSpan.FromMinutes(1),
        },
        Encoding.UTF8.GetBytes(arguments),
        key is null ? null : IdempotencyScope.OfCaller(
            Caller.Anonymous, IdempotencyScope.Enqueue, type, key, PayloadHash.Of(Encoding.UTF8.GetBytes(arguments))));

    private protected async Task<JobBatchResult> WriteAsync(JobClaim? claim, params JobChange[] changes) =>
        await Queue.WriteAsync(new JobBatch(Now, changes, claim), CancellationToken.None).OrTimeout();

    private protected async Task<ChangeResult> DoAsync(JobChange change) => (await WriteAsync(claim: null, change)).Outcomes.Single();

    /// <summary>Enqueues a job, and returns its id.</summary>
    private protected async Task<JobId> AddAsync(string type = "work", int priority = 5, TimeSpan? delay = null, int attempts = 3)
    {
        // Ids of the same millisecond have no order, so the clock moves on.
        Now += TimeSpan.FromMilliseconds(2);
        var enqueue = NewJob(Now, type, priority, delay, attempts);
        (await DoAsync(enqueue)).Applied.Should().BeTrue();
        return enqueue.Job.Id;
    }

    private protected static JobClaim Claim(int most = 100, int lowest = 0, int highest = 9, params string[] types) =>
        new("worker", Lease, lowest, highest,
            [new SlotGroup((types.Length == 0 ? ["work"] : types).ToHashSet(StringComparer.Ordinal), most)]);

    private protected async Task<IReadOnlyList<ClaimedJob>> ClaimAsync(int most = 100, int lowest = 0, int highest = 9) =>
        (await WriteAsync(Claim(most, lowest, highest))).Claimed;

    private protected async Task<Job> ClaimOneAsync() => (await ClaimAsync()).Single().Job;

    private protected async Task<JobDetails> FindAsync(JobId id) => (await Queue.FindAsync(id, CancellationToken.None).OrTimeout())!;

    private protected async Task<IEnumerable<string>> EventsAsync(JobId id)
    {
        var state = await Log.StateAsync(id.Topic.Value);
        return state.Newest == 0 ? [] : (await Log.PageAsync(id.Topic.Value, 1, state.Newest)).Select(message => message.Type);
    }

    private protected async Task<JsonElement> LastEventAsync(JobId id)
    {
        var state = await Log.StateAsync(id.Topic.Value);
        return JsonDocument.Parse((await Log.PageAsync(id.Topic.Value, state.Newest, state.Newest)).Single().Data).RootElement;
    }

    private protected static EndAttempt Succeed(Job job, string result = "{}") =>
        new(job.Id, job.Token, new AttemptResult.Success(Encoding.UTF8.GetBytes(result)));

    private protected EndAttempt Fail(Job job, TimeSpan? retryAfter = null, string error = "It broke.") =>
        new(job.Id, job.Token, new AttemptResult.Failure(new JobError(job.Attempt, Now, "Exception", error), Now + retryAfter));

    private protected static TopicName TopicOf(JobId id) => id.Topic;
}
