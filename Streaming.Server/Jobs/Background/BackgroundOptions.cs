using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Jobs.Background;

/// <summary>
/// Holds the options of background tasks (short work after the response), which are bound to the configuration section <c>Background</c>.
/// </summary>
public sealed class BackgroundOptions
{
    /// <summary>
    /// The maximum number of waiting and running background tasks (default 1,000). A request that would exceed this number is refused with
    /// status 429.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxTasks { get; set; } = 1_000;

    /// <summary>
    /// The maximum number of requests whose background tasks run at the same time (default 16). The tasks of one request run one after
    /// another.
    /// </summary>
    [Range(1, 1_024)]
    public int Concurrency { get; set; } = 16;

    /// <summary>The time limit of a background task that does not set its own limit (default 30 s).</summary>
    [DurationRange("10ms", "1h", "s")]
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The time that the server waits for background tasks at shutdown (default 5 s). After this time, running tasks are cancelled, and
    /// tasks that have not run are reported as failures.
    /// </summary>
    [DurationRange("0s", "10m", "s")]
    public TimeSpan DrainTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The maximum number of successful background tasks that <c>GET /background-tasks</c> lists (default 100): those that ended last. The
    /// endpoint also lists up to the same number of failed tasks.
    /// </summary>
    [Range(1, 10_000)]
    public int Keep { get; set; } = 100;
}
