using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Worker;

namespace Streaming.OwnApplication;

/// <summary>Handler of the job type <c>member</c>, the children of a job of type <c>family</c>: returns its job's id.</summary>
internal sealed class MemberJob : IJobHandler<NoArguments, string>
{
    public Task<string> RunAsync(NoArguments arguments, JobContext job) => Task.FromResult(job.Id.Value);
}
