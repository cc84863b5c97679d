namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// Runs the jobs of one type. For each attempt to run a job, a new instance is created in its own DI scope, so its constructor can take any
/// service.
/// </summary>
/// <remarks>
/// A job may run more than once: a job runs again after a crash, or after a worker has lost the lease of the job (the right to run it).
/// Make the work safe to repeat: pass the job's id (<see cref="JobContext.Id"/>) as an idempotency key to other systems, or check whether
/// the work is done already. If the handler blocks its thread, mark the class with <see cref="BlockingHandlerAttribute"/>.
/// </remarks>
/// <typeparam name="TArguments">The type of the job's arguments, which System.Text.Json must be able to read. Its annotations (and
/// <see cref="System.ComponentModel.DataAnnotations.IValidatableObject"/>) are checked when a job is enqueued.</typeparam>
/// <typeparam name="TResult">The type of the job's result, which System.Text.Json must be able to write.</typeparam>
public interface IJobHandler<in TArguments, TResult>
{
    /// <summary>
    /// Runs one attempt of a job, and returns the result of the job. If the method throws, the attempt fails with that exception.
    /// </summary>
    Task<TResult> RunAsync(TArguments arguments, JobContext job);
}

/// <summary>
/// Runs the jobs of one type whose jobs have no result. In all other respects the interface is like
/// <see cref="IJobHandler{TArguments, TResult}"/>.
/// </summary>
/// <typeparam name="TArguments">The type of the job's arguments, which System.Text.Json must be able to read. Its annotations (and
/// <see cref="System.ComponentModel.DataAnnotations.IValidatableObject"/>) are checked when a job is enqueued.</typeparam>
public interface IJobHandler<in TArguments>
{
    /// <summary>Runs one attempt of a job. If the method throws an exception, the attempt fails with this exception.</summary>
    Task RunAsync(TArguments arguments, JobContext job);
}
