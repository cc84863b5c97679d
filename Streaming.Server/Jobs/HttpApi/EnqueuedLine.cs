using System.Text.Json.Serialization;

namespace Streaming.Server.Jobs.HttpApi;

/// <summary>
/// Contains the result of one line of an NDJSON request, in which each line is a job to enqueue. The response has one such object for each
/// line.
/// </summary>
/// <param name="Line">The number of the line in the request, from 1.</param>
/// <param name="Status">The HTTP status that a request with only this job would have received: 202 if the job is enqueued.</param>
internal sealed record EnqueuedLine(int Line, int Status)
{
    /// <summary>The id of the job; omitted if the line was refused.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; init; }

    /// <summary>A sentence with the reason for the refusal; omitted if the job is enqueued.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Detail { get; init; }
}
