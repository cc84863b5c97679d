namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// Does the work of one type of job. It is made anew for each attempt, in a DI scope of its own, so its constructor takes whatever the container has.
/// </summary>
/// <remarks>
/// A job is run at least once: after a crash, or when a worker was so slow that it lost the job, it is run again. Make the work safe to repeat: write under
/// the job's id (<see cref="JobContext.Id"/>) where the other side knows idempotency keys, or check what is there before doing it.
/// </remarks>
/// <typeparam name="TArguments">What a job is given: a type that System.Text.Json reads. Its annotations (and <see cref="System.ComponentModel.DataAnnotations.IValidatableObject"/>) are checked when a job is enqueued.</typeparam>
/// <typeparam name="TResult">What it gives: a type that System.Text.Json writes.</typeparam>
public interface IJobHandler<in TArguments, TResult>
{
    /// <summary>Runs one attempt. What it throws is the attempt's error.</summary>
    Task<TResult> RunAsync(TArguments arguments, JobContext job);
}
