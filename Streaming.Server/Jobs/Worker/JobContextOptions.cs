using System.Text.Json;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// Contains the values of a <see cref="JobContext"/> that a test creates, and the functions that receive the reports of the handler.
/// </summary>
public sealed record JobContextOptions
{
    /// <summary>The id of the job (default: a new id).</summary>
    public JobId Id { get; init; } = JobId.New(TimeProvider.System.GetUtcNow().UtcDateTime);

    /// <summary>The number of the attempt, from 1 (default 1).</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The origin of the job (a text that its enqueuer has set); null for none.</summary>
    public string? Origin { get; init; }

    /// <summary>The cancellation token of the handler.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>
    /// A function that receives each progress that the handler reports: the completed part of the work from 0 to 1, and a text.
    /// </summary>
    public Action<double, string?>? OnProgress { get; init; }

    /// <summary>A function that receives each event that the handler publishes: the type and the value of the event.</summary>
    public Func<string, JsonElement, Task>? OnEvent { get; init; }
}
