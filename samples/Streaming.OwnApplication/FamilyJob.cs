using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Worker;

namespace Streaming.OwnApplication;

/// <summary>
/// Handler of the job type <c>family</c>: enqueues three children of type <c>member</c>, waits for them without a slot, and returns how
/// many of them have succeeded.
/// </summary>
internal sealed class FamilyJob : IJobHandler<NoArguments, int>
{
    public async Task<int> RunAsync(NoArguments arguments, JobContext job)
    {
        for (var number = 1; number <= 3; number++)
            await job.EnqueueChildAsync($"member {number}", "member", new NoArguments(), new EnqueueOptions { Priority = 3 });
        var children = await job.WaitForChildrenAsync();
        return children.Count(child => child.State == JobState.Succeeded);
    }
}
