using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Jobs.HttpApi;

/// <summary>The body of <c>POST /jobs</c>.</summary>
internal sealed record JobRequest
{
    private const string Shape =
        "{\"type\": \"…\", \"arguments\": {…}}, and if you like \"priority\": 0-9, \"delay\": \"10s\" or \"due\": " +
        "\"2027-01-31T18:00:00Z\", \"timeLimit\": \"5m\", \"attempts\": 3";

    /// <summary>The type of the job.</summary>
    public required string Type { get; init; }

    /// <summary>The arguments of the job. The default is an empty object.</summary>
    public JsonElement? Arguments { get; init; }

    /// <summary>The priority, 0 to 9; 9 runs first (default 5).</summary>
    [Range(0, 9)]
    public int? Priority { get; init; }

    /// <summary>The earliest start of the job (ISO 8601, UTC if it has no time zone). Not together with <c>delay</c>.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>The delay before the job may start, such as <c>10s</c>, <c>5m</c> or <c>2h</c>.</summary>
    public string? Delay { get; init; }

    /// <summary>The time limit of an attempt, such as <c>5m</c>. The default is that of the job's type.</summary>
    public string? TimeLimit { get; init; }

    /// <summary>The maximum number of attempts. The default is that of the job's type.</summary>
    [Range(1, 100)]
    public int? Attempts { get; init; }

    /// <summary>Parses the body of a request.</summary>
    /// <exception cref="RefusalException">The body is not a valid job.</exception>
    public static JobRequest Parse(ReadOnlySpan<byte> body) => JobJson.ReadBody<JobRequest>(body, "job", Shape);

    /// <summary>The hash of the request. It does not depend on white space or on the order of properties.</summary>
    public byte[] Hash() => PayloadHash.Of(JobJson.Write(this));

    /// <summary>The options of the job, apart from its type and arguments.</summary>
    /// <exception cref="RefusalException">A duration is not valid, or both <c>due</c> and <c>delay</c> are given.</exception>
    public EnqueueOptions Options(DateTimeOffset now)
    {
        if (Due is not null && Delay is not null)
            throw RefusalException.Invalid("Give either due or delay, not both.");
        var options = new EnqueueOptions
        {
            Due = Delay is { } delay ? (now + Duration.Parse(delay, "delay")).UtcDateTime : Due?.UtcDateTime,
            TimeLimit = TimeLimit is { } limit ? Duration.Parse(limit, "timeLimit") : null,
            Attempts = Attempts,
        };
        return Priority is { } priority ? options with { Priority = priority } : options;
    }
}
