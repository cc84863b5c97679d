using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.HttpApi;

/// <summary>The body of <c>POST /jobs</c>, which enqueues a job.</summary>
internal sealed record JobRequest
{
    private const string Shape =
        "{\"type\": \"…\", \"arguments\": {…}}, and if you like \"priority\": 0-9, \"delay\": \"10s\" or \"due\": " +
        "\"2027-01-31T18:00:00Z\", \"timeLimit\": \"5m\", \"attempts\": 3, \"key\": \"…\" with \"whenKeyExists\": \"refuse\", " +
        "\"replace\", \"queue\" or \"runOnceMore\", \"after\": [\"id\"] with \"afterOutcome\": \"succeeded\", \"failed\" or \"ended\"";

    /// <summary>The type of the job, which determines its handler and its arguments.</summary>
    public required string Type { get; init; }

    /// <summary>The arguments of the job, as JSON. The default is an empty object.</summary>
    public JsonElement? Arguments { get; init; }

    /// <summary>The priority of the job, from 0 to 9 (default 5). Jobs with a higher priority run first.</summary>
    [Range(0, 9)]
    public int? Priority { get; init; }

    /// <summary>
    /// The earliest time at which the job may start (ISO 8601; a time without a time zone is in UTC). Cannot be combined with <c>delay</c>.
    /// </summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>
    /// The delay after which the job may start, such as <c>10s</c>, <c>5m</c> or <c>2h</c>. Cannot be combined with <c>due</c>.
    /// </summary>
    public string? Delay { get; init; }

    /// <summary>The time limit of each attempt to run the job, such as <c>5m</c>. The default is the limit of the job's type.</summary>
    public string? TimeLimit { get; init; }

    /// <summary>The maximum number of attempts to run the job, from 1 to 100. The default is the maximum of the job's type.</summary>
    [Range(1, 100)]
    public int? Attempts { get; init; }

    // The properties below are newer than the first version of this request. If a request does not have them, they are not part of its
    // hash, so that all versions of the server compute the same hash for it.

    /// <summary>
    /// The key of the job. Jobs of the same type with the same key run one after another, whichever callers have enqueued them.
    /// </summary>
    [StringLength(JobKey.MaxLength, MinimumLength = 1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }

    /// <summary>
    /// What happens if an earlier job with the same type and key has not ended. With <c>refuse</c> (default), the new job is refused with
    /// status 409. With <c>replace</c>, it replaces an earlier job that has not started. With <c>queue</c>, it waits for the earlier jobs.
    /// With <c>runOnceMore</c>, no job is added, and a running earlier job runs once more.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public WhenKeyExists WhenKeyExists { get; init; }

    /// <summary>The ids of the jobs that must end before this job starts. These jobs must exist.</summary>
    [MaxLength(JobKey.MaxAfter)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? After { get; init; }

    /// <summary>
    /// The way in which each job of <c>after</c> must end: it must succeed (<c>succeeded</c>, the default), fail or be cancelled
    /// (<c>failed</c>), or end in any way (<c>ended</c>). If one of them ends in another way, this job is cancelled.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public AfterOutcome AfterOutcome { get; init; }

    /// <summary>Parses the JSON array of a request that enqueues several jobs.</summary>
    /// <exception cref="RefusalException">The body is not an array of 1 to 1,000 valid jobs.</exception>
    public static IReadOnlyList<JobRequest> ParseArray(ReadOnlySpan<byte> body)
    {
        var jobs = JobJson.ReadBody<JobRequest?[]>(body, "array of jobs", $"[{Shape}, …]");
        return jobs.Length is >= 1 and <= EnqueueJobs.MaxJobs && Array.TrueForAll(jobs, job => job is not null)
            ? [.. jobs.OfType<JobRequest>()]
            : throw RefusalException.Invalid(
                $"The array is not valid; send 1 to {EnqueueJobs.MaxJobs} jobs, or one job on each line as application/x-ndjson.");
    }

    /// <summary>Parses one line of a request that enqueues several jobs.</summary>
    /// <exception cref="RefusalException">The line is not a valid job.</exception>
    public static JobRequest ParseLine(ReadOnlySpan<byte> line) => JobJson.ReadBody<JobRequest>(line, "job", Shape, "The line");

    /// <summary>Returns a hash of a JSON array of jobs, by which a repeated request is compared with the first one.</summary>
    public static byte[] Hash(IReadOnlyList<JobRequest> jobs) => PayloadHash.Of(JobJson.Write(jobs));

    /// <summary>Parses the JSON body of a request that enqueues a job.</summary>
    /// <exception cref="RefusalException">The body is not a valid job.</exception>
    public static JobRequest Parse(ReadOnlySpan<byte> body) => JobJson.ReadBody<JobRequest>(body, "job", Shape);

    /// <summary>
    /// Returns a hash of the request, with which a repeated request with the same idempotency key is compared. White space and the order of
    /// properties do not change the hash.
    /// </summary>
    public byte[] Hash() => PayloadHash.Of(JobJson.Write(this));

    /// <summary>Returns the options of the job: priority, start, time limit and number of attempts.</summary>
    /// <exception cref="RefusalException">A duration is not valid, or both <c>due</c> and <c>delay</c> are given.</exception>
    public EnqueueOptions Options(DateTimeOffset now)
    {
        if (Due is not null && Delay is not null)
            throw RefusalException.Invalid("Give either due or delay, not both.");
        if (WhenKeyExists != default && Key is null)
            throw RefusalException.Invalid("The job has whenKeyExists and no key; give a key too.");
        if (AfterOutcome != default && After is not { Count: > 0 })
            throw RefusalException.Invalid("The job has afterOutcome and no after; give the ids of jobs in after too.");
        var options = new EnqueueOptions
        {
            Due = Delay is { } delay ? (now + Duration.Parse(delay, "delay")).UtcDateTime : Due?.UtcDateTime,
            TimeLimit = TimeLimit is { } limit ? Duration.Parse(limit, "timeLimit") : null,
            Attempts = Attempts,
            Key = Key,
            WhenKeyExists = WhenKeyExists,
            After = [.. (After ?? []).Select(JobId.Parse)],
            AfterOutcome = AfterOutcome,
        };
        return Priority is { } priority ? options with { Priority = priority } : options;
    }
}
