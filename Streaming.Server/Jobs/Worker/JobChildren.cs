using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>Enqueues the children of a running job (jobs that its handler enqueues), and reads how these children have ended.</summary>
internal sealed class JobChildren(Job job, JobClient jobs, IJobQueue queue, JobCancellation cancellation)
{
    public async Task<JobId> EnqueueAsync<TArguments>(string name, string type, TArguments arguments, EnqueueOptions? options)
    {
        options ??= new EnqueueOptions();
        if (options.IdempotencyKey is not null || options.WhenKeyExists == WhenKeyExists.RunOnceMore)
            throw new ArgumentException("A child has no IdempotencyKey, since its name has the same effect, and its WhenKeyExists is not " +
                "RunOnceMore, since its parent could not wait for the earlier job.", nameof(options));
        var prepared = jobs.Prepare(type, JobJson.Write(arguments), options with
        {
            Child = new ChildOf(job.Id, job.Token, JobKey.CheckName(name)),
            Origin = options.Origin ?? job.Origin,
            Owner = job.Owner,
        });
        return (await jobs.EnqueueAsync(prepared, cancellation.Token)).Id;
    }

    public async Task<IReadOnlyList<ChildJob>> WaitAsync()
    {
        var children = await queue.ListChildrenAsync(job.Id, cancellation.Token);
        return children.Any(child => child.IsOpen) ? throw new ChildrenPendingException() : [.. children.Select(ChildJob.Of)];
    }
}
