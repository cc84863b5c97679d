using System.Collections.Concurrent;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>Handlers of this process that were told to stop and have not returned. Their jobs have gone on without them, but they still hold a thread or memory.</summary>
internal sealed class OverdueHandlers(TimeProvider time)
{
    private readonly ConcurrentDictionary<(JobId Id, long Token), DateTimeOffset> _handlers = new();

    /// <summary>How many there are.</summary>
    public int Count => _handlers.Count;

    public void Add(RunningJob job) => _handlers[(job.Job.Id, job.Job.Token)] = time.GetUtcNow();

    /// <summary>The handler has returned after all.</summary>
    /// <returns>False if it was not overdue.</returns>
    public bool Remove(RunningJob job) => _handlers.TryRemove((job.Job.Id, job.Job.Token), out _);

    /// <summary>What is to be told with the job; null if none of its handlers is overdue here.</summary>
    public string? ProblemOf(Job job)
    {
        // Almost always there is none, and lists of jobs ask for each of theirs.
        if (_handlers.IsEmpty)
            return null;
        foreach (var ((id, _), since) in _handlers)
        {
            if (id == job.Id)
                return $"A handler of this job was told to stop and has not returned since {since:u}; it still runs in this server. Let the handler heed JobContext.Cancellation.";
        }

        return null;
    }
}
