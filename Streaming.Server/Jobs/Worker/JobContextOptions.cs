using System.Text.Json;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>Has the values of a <see cref="JobContext"/> that a test creates, and the receivers of what the handler reports.</summary>
public sealed record JobContextOptions
{
    /// <summary>The id of the job (default: a new id).</summary>
    public JobId Id { get; init; } = JobId.New(TimeProvider.System.GetUtcNow().UtcDateTime);

    /// <summary>The number of the attempt, from 1 (default 1).</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The origin of the job; null for none.</summary>
    public string? Origin { get; init; }

    /// <summary>The cancellation token of the handler.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Receives each progress that the handler reports: the completed part from 0 to 1, and the text.</summary>
    public Action<double, string?>? OnProgress { get; init; }

    /// <summary>Receives each event that the handler publishes: the type and the value.</summary>
    public Func<string, JsonElement, Task>? OnEvent { get; init; }
}
