using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Jobs.Background;

/// <summary>Section <c>Background</c>.</summary>
public sealed class BackgroundOptions
{
    /// <summary>The maximum number of waiting and running tasks; further ones are refused with 429 (default 1,000).</summary>
    [Range(1, 1_000_000)]
    public int MaxTasks { get; set; } = 1_000;

    /// <summary>The number of requests whose tasks run at once (default 16). The tasks of one request run one after another.</summary>
    [Range(1, 1_024)]
    public int Concurrency { get; set; } = 16;

    /// <summary>The time limit of a task, unless it sets its own (default 30 s).</summary>
    [DurationRange("10ms", "1h", "s")]
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The time that the server waits for tasks at shutdown (default 5 s). Then they are cancelled, and tasks that have not run are
    /// reported.
    /// </summary>
    [DurationRange("0s", "10m", "s")]
    public TimeSpan DrainTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The number of latest runs that <c>GET /background-tasks</c> shows (default 100); the same number of failures is kept separately.
    /// </summary>
    [Range(1, 10_000)]
    public int Keep { get; set; } = 100;
}
