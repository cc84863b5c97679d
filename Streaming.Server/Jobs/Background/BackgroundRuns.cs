using Microsoft.Extensions.Options;

namespace Streaming.Server.Jobs.Background;

/// <summary>
/// Keeps the latest background tasks that have ended, for <c>GET /background-tasks</c>. Failed tasks are kept separately, so that many
/// successful tasks do not displace a failed one.
/// </summary>
internal sealed class BackgroundRuns(IOptions<BackgroundOptions> options)
{
    private readonly Lock _gate = new();
    private readonly Queue<BackgroundRun> _succeeded = new();
    private readonly Queue<BackgroundRun> _failed = new();

    public void Add(BackgroundRun run)
    {
        var runs = run.Outcome == BackgroundOutcome.Succeeded ? _succeeded : _failed;
        lock (_gate)
        {
            runs.Enqueue(run);
            if (runs.Count > options.Value.Keep)
                runs.Dequeue();
        }
    }

    /// <summary>Returns the latest background tasks that have ended; the task that ended last is first.</summary>
    public IReadOnlyList<BackgroundRun> Latest()
    {
        lock (_gate)
            return [.. _succeeded.Concat(_failed).OrderByDescending(run => (run.Started ?? run.Added).AddMilliseconds(run.Milliseconds))];
    }
}
