using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Worker;

namespace Streaming.Server.Jobs.HttpApi;

/// <summary>Creates the JSON form of jobs for responses of the HTTP API.</summary>
internal sealed class JobViews(JobTypeRegistry types, OverdueHandlers overdue)
{
    /// <summary>Returns the JSON form of a job without its arguments and errors.</summary>
    public JobView Of(Job job) => JobView.Of(job, types);

    /// <summary>Returns the JSON form of a job with its arguments and the errors of its attempts.</summary>
    public JobView Of(JobDetails job) => JobView.Of(job, types, overdue);
}
