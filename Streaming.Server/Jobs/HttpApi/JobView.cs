using System.Text.Json;
using System.Text.Json.Serialization;
using Streaming.Server.Core.Text;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Worker;

namespace Streaming.Server.Jobs.HttpApi;

/// <summary>A job over HTTP. Times are UTC.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">Its type.</param>
/// <param name="State"><c>queued</c>, <c>running</c>, <c>succeeded</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Priority">0 to 9; 9 goes first.</param>
/// <param name="Created">When it was enqueued.</param>
/// <param name="Due">When it may start.</param>
/// <param name="Started">When its last attempt started.</param>
/// <param name="Ended">When it ended.</param>
/// <param name="Attempt">The number of its last attempt.</param>
/// <param name="Attempts">How many it has.</param>
/// <param name="TimeLimit">How long an attempt may take.</param>
/// <param name="Cancelling">Whether it is to be cancelled while it runs.</param>
/// <param name="Progress">How far it is.</param>
/// <param name="Origin">Who made it.</param>
/// <param name="Worker">Which worker has it, or had it last.</param>
/// <param name="Topic">The topic of its events.</param>
internal sealed record JobView(
    string Id, string Type, string State, int Priority, DateTime Created, DateTime Due, DateTime? Started, DateTime? Ended, int Attempt,
        int Attempts, TimeSpan TimeLimit,
    bool Cancelling, ProgressView? Progress, string? Origin, string? Worker, string Topic)
{
    /// <summary>What stands in its way, if something does.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Problem { get; init; }

    /// <summary>Its arguments. Not in lists.</summary>
    [JsonConverter(typeof(RawJsonConverter))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Arguments { get; init; }

    /// <summary>What went wrong, attempt by attempt. Not in lists.</summary>
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
