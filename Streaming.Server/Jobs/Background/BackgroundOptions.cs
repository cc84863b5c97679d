using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Jobs.Background;

/// <summary>Section <c>Background</c>.</summary>
public sealed class BackgroundOptions
{
    /// <summary>How many tasks may wait or run at once; one more is refused with 429 (default 1,000).</summary>
    [Range(1, 1_000_000)]
    public int MaxTasks { get; set; } = 1_000;

    /// <summary>Of how many requests the tasks run at once (default 16). Those of one request run one after another.</summary>
    [Range(1, 1_024)]
    public int Concurrency { get; set; } = 16;

    /// <summary>How long a task may take where it does not say otherwise (default 30 s).</summary>
    [DurationRange("10ms", "1h", "s")]
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the server waits for tasks when it stops; then they are cancelled, and what has not run is reported (default 5 s).</summary>
    [DurationRange("0s", "10m", "s")]
    public TimeSpan DrainTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many of the latest runs are shown at <c>GET /background-tasks</c>; failures are kept apart, as many again (default 100).</summary>
    [Range(1, 10_000)]
    public int Keep { get; set; } = 100;
}
