using System.Text.Json;
using System.Text.Json.Serialization;
using Streaming.Server.Core.Text;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Worker;

namespace Streaming.Server.Jobs.HttpApi;

/// <summary>The JSON form of a job over HTTP. Times are UTC.</summary>
/// <param name="Id">The job's id.</param>
/// <param name="Type">The job's type.</param>
/// <param name="State">The state: <c>queued</c>, <c>running</c>, <c>succeeded</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Priority">The priority, 0 to 9; 9 runs first.</param>
/// <param name="Created">The time at which the job was enqueued.</param>
/// <param name="Due">The earliest start of the job.</param>
/// <param name="Started">The start of the last attempt; null before the first one.</param>
/// <param name="Ended">The end of the job; null until then.</param>
/// <param name="Attempt">The number of the last attempt.</param>
/// <param name="Attempts">The maximum number of attempts.</param>
/// <param name="TimeLimit">The time limit of an attempt.</param>
/// <param name="Cancelling">Whether a cancellation was requested while the job runs.</param>
/// <param name="Progress">The progress that the job has reported.</param>
/// <param name="Origin">The origin of the job, such as the name of the caller.</param>
/// <param name="Worker">The worker that runs the job, or that ran it last.</param>
/// <param name="Topic">The topic of the job's events.</param>
internal sealed record JobView(
    string Id, string Type, string State, int Priority, DateTime Created, DateTime Due, DateTime? Started, DateTime? Ended, int Attempt,
        int Attempts, TimeSpan TimeLimit,
    bool Cancelling, ProgressView? Progress, string? Origin, string? Worker, string Topic)
{
    /// <summary>The problem that keeps the job from starting or ending; null without one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Problem { get; init; }

    /// <summary>The arguments. Lists omit them.</summary>
    [JsonConverter(typeof(RawJsonConverter))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Arguments { get; init; }

    /// <summary>The errors of the attempts so far. Lists omit them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<JobError>? Errors { get; init; }

    internal static JobView Of(Job job, JobTypeRegistry types, OverdueHandlers? overdue = null) => new(
        job.Id.Value, job.Type, JobClient.StateOf(job), job.Priority, job.Created, job.Due, job.Started, job.Ended, job.Attempt,
            job.Attempts, job.TimeLimit,
        job.IsCancelling, job.Fraction is { } fraction ? new ProgressView(fraction, job.Text)
            : null, job.Origin, job.Worker, job.Id.Topic.Value)
    {
        Problem = job.State == JobState.Queued && !types.TryGet(job.Type, out _)
            ? $"This server has no handler for jobs of type '{job.Type}'; it waits for a worker that has one."
            : overdue?.ProblemOf(job),
    };

    internal static JobView Of(JobDetails details, JobTypeRegistry types, OverdueHandlers overdue) => Of(details.Job, types, overdue) with
    {
        Arguments = JsonElement.Parse(details.Arguments),
        Errors = details.Errors,
    };
}
