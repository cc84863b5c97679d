using System.Text.Json;
using System.Text.Json.Serialization;
using Streaming.Server.Core.Text;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.HttpApi;

/// <summary>A job as JSON in responses of the HTTP API. All times are UTC.</summary>
/// <param name="Id">The id of the job.</param>
/// <param name="Type">The type of the job.</param>
/// <param name="State">The state of the job: <c>queued</c>, <c>running</c>, <c>succeeded</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Priority">The priority of the job, from 0 to 9. Jobs with a higher priority run first.</param>
/// <param name="Created">The time at which the job was enqueued.</param>
/// <param name="Due">The earliest time at which the job may start.</param>
/// <param name="Started">The time at which the latest attempt to run the job started; null before the first attempt.</param>
/// <param name="Ended">The time at which the job ended; null if it has not ended.</param>
/// <param name="Attempt">The number of the latest attempt to run the job; 0 before the first attempt.</param>
/// <param name="Attempts">The maximum number of attempts to run the job.</param>
/// <param name="TimeLimit">The time limit of each attempt to run the job.</param>
/// <param name="Cancelling">True if the job is running and its cancellation was requested.</param>
/// <param name="Progress">The progress that the handler of the job has reported; null if it has reported none.</param>
/// <param name="Origin">The origin of the job, such as the name of the caller that enqueued it.</param>
/// <param name="Worker">The name of the worker that runs the job; null if the job is waiting or has never run.</param>
/// <param name="Topic">The topic with the events of the job.</param>
internal sealed record JobView(
    string Id, string Type, string State, int Priority, DateTime Created, DateTime Due, DateTime? Started, DateTime? Ended, int Attempt,
        int Attempts, TimeSpan TimeLimit,
    bool Cancelling, ProgressView? Progress, string? Origin, string? Worker, string Topic)
{
    /// <summary>A sentence about a problem that prevents the job from starting or ending; null without a problem.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Problem { get; init; }

    /// <summary>The key of the job; null without a key. Jobs of the same type with the same key run one after another.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }

    /// <summary>The id of the job whose handler has enqueued this job as its child; null if this job is not a child.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Parent { get; init; }

    /// <summary>The arguments of the job. Lists of jobs omit them.</summary>
    [JsonConverter(typeof(RawJsonConverter))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Arguments { get; init; }

    /// <summary>The errors of the attempts so far. Lists of jobs omit them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<JobError>? Errors { get; init; }

    internal static JobView Of(Job job, string? problem) => new(
        job.Id.Value, job.Type, JobClient.StateOf(job), job.Priority, job.Created, job.Due, job.Started, job.Ended, job.Attempt,
            job.Attempts, job.TimeLimit,
        job.IsCancelling, job.Fraction is { } fraction ? new ProgressView(fraction, job.Text)
            : null, job.Origin, job.Worker, job.Id.Topic.Value)
    {
        Key = job.Key,
        Parent = job.Parent?.Value,
        Problem = problem,
    };

    internal static JobView Of(JobDetails details, string? problem) => Of(details.Job, problem) with
    {
        Arguments = JsonElement.Parse(details.Arguments),
        Errors = details.Errors,
    };
}
