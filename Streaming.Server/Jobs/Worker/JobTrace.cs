using System.Diagnostics;
using Streaming.Server.Core.Diagnostics;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// Represents the activity (span of a trace) and the log scope of one attempt of a job. All log messages and activities of the job's
/// handler belong to this activity and this scope. The activity continues the trace of the code that enqueued the job.
/// </summary>
internal sealed class JobTrace : IDisposable
{
    private static readonly Func<ILogger, string, JobId, int, string, IDisposable?> s_scope =
        LoggerMessage.DefineScope<string, JobId, int, string>("{JobType} job {JobId}, attempt {Attempt}, trace {TraceId}");

    private readonly Activity _activity;
    private readonly IDisposable? _scope;

    private JobTrace(Activity activity, IDisposable? scope) => (_activity, _scope) = (activity, scope);

    /// <summary>Starts the activity and the log scope of an attempt. They end when the returned object is disposed.</summary>
    public static JobTrace Start(ClaimedJob claimed, ILogger logger)
    {
        var job = claimed.Job;
        var activity = StreamingActivities.Start($"job {job.Type}", ActivityKind.Consumer, claimed.Trace);
        activity.SetTag("streaming.job.id", job.Id.Value).SetTag("streaming.job.type", job.Type)
            .SetTag("streaming.job.attempt", job.Attempt);
        return new JobTrace(activity, s_scope(logger, job.Type, job.Id, job.Attempt, activity.TraceId.ToHexString()));
    }

    /// <summary>Records in the activity that the attempt has failed.</summary>
    public void SetFailed(string error) => _activity.SetStatus(ActivityStatusCode.Error, error);

    public void Dispose()
    {
        _scope?.Dispose();
        _activity.Dispose();
    }
}
