using System.Collections.Concurrent;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// Lists the overdue job handlers of this process: handlers that were cancelled and have not returned. Their jobs have been retried or have
/// ended without them, but the handlers still occupy a thread or memory.
/// </summary>
internal sealed class OverdueHandlers(TimeProvider time)
{
    private readonly ConcurrentDictionary<(JobId Id, long Token), DateTimeOffset> _handlers = new();

    /// <summary>The current number of handlers that were cancelled and have not returned.</summary>
    public int Count => _handlers.Count;

    public void Add(RunningJob job) => _handlers[(job.Job.Id, job.Job.Token)] = time.GetUtcNow();

    /// <summary>Removes from the list of overdue handlers a handler that has returned.</summary>
    /// <returns>True if the handler was in the list, that is, if it has returned too late after its cancellation.</returns>
    public bool Remove(RunningJob job) => _handlers.TryRemove((job.Job.Id, job.Job.Token), out _);

    /// <summary>
    /// Returns a sentence about a handler of this job that was cancelled and has not returned; null if this process has no such handler.
    /// The property <c>problem</c> of the job contains the sentence.
    /// </summary>
    public string? ProblemOf(Job job)
    {
        // Fast path: this method is called for each job of a list of jobs, and usually no handler is overdue.
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
