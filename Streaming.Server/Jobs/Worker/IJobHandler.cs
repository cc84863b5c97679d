namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// Runs the jobs of one type. A new instance is created for each attempt, in its own DI scope, so its constructor can take any service.
/// </summary>
/// <remarks>
/// A job runs at least once: after a crash, or after a worker has lost the lease of the job, it runs again. Make the work safe to repeat:
/// pass the job's id
/// (<see cref="JobContext.Id"/>) as an idempotency key to other systems, or check whether the work is done already.
/// </remarks>
/// <typeparam name="TArguments">The arguments: a type that System.Text.Json can read. Its annotations (and
/// <see cref="System.ComponentModel.DataAnnotations.IValidatableObject"/>) are checked when a job is enqueued.</typeparam>
/// <typeparam name="TResult">The result: a type that System.Text.Json can write.</typeparam>
public interface IJobHandler<in TArguments, TResult>
{
    /// <summary>Runs one attempt. An exception is the error of the attempt.</summary>
    Task<TResult> RunAsync(TArguments arguments, JobContext job);
}
