using System.Collections.Concurrent;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// Handlers of this process that were cancelled and have not returned. Their jobs have continued without them, but they still hold a thread
/// or memory.
/// </summary>
internal sealed class OverdueHandlers(TimeProvider time)
{
    private readonly ConcurrentDictionary<(JobId Id, long Token), DateTimeOffset> _handlers = new();

    /// <summary>The number of overdue handlers.</summary>
    public int Count => _handlers.Count;

    public void Add(RunningJob job) => _handlers[(job.Job.Id, job.Job.Token)] = time.GetUtcNow();

    /// <summary>Removes a handler that has returned.</summary>
    /// <returns>False if the handler was not overdue.</returns>
    public bool Remove(RunningJob job) => _handlers.TryRemove((job.Job.Id, job.Job.Token), out _);

    /// <summary>The problem that is shown with a job; null if no handler of the job is overdue in this process.</summary>
    public string? ProblemOf(Job job)
    {
        // Fast path: lists call this for each job, and usually no handler is overdue.
        if (_handlers.IsEmpty)
            return null;
        foreach (var ((id, _), since) in _handlers)
        {
            if (id == job.Id)
                return $"A handler of this job was cancelled at {since:u} and has not returned; it still runs in this server. Make the " +
                    "handler observe JobContext.Cancellation.";
        }

        return null;
    }
}
