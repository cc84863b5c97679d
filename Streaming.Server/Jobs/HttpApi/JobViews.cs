using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Worker;

namespace Streaming.Server.Jobs.HttpApi;

/// <summary>Creates the JSON form of jobs.</summary>
internal sealed class JobViews(JobTypeRegistry types, OverdueHandlers overdue)
{
    /// <summary>A job without its arguments.</summary>
    public JobView Of(Job job) => JobView.Of(job, types);

    /// <summary>A job with its arguments and the errors of its attempts.</summary>
    public JobView Of(JobDetails job) => JobView.Of(job, types, overdue);
}
