using Streaming.Server.Messages;

namespace Streaming.Server.Jobs;

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

/// <summary>A handler that decides itself whether and when its jobs are tried again.</summary>
public interface IRetryRule
{
    /// <summary>How long to wait after this attempt has failed; null to give up, however many attempts there are left.</summary>
    /// <param name="error">What went wrong.</param>
    /// <param name="attempt">Which attempt it was, from 1.</param>
    TimeSpan? DelayAfter(Exception error, int attempt);
}

/// <summary>What a handler knows of the job it runs.</summary>
public sealed class JobContext
{
    private readonly Action<double, string?> _report;
    private readonly Func<string, byte[], Task> _tell;

    internal JobContext(Job job, Action<double, string?> report, Func<string, byte[], Task> tell, CancellationToken cancellation)
    {
        (Id, Attempt, Cancellation, _report, _tell) = (job.Id, job.Attempt, cancellation, report, tell);
        Origin = job.Origin;
    }

    /// <summary>The job's id: the same in every attempt.</summary>
    public JobId Id { get; }

    /// <summary>Which attempt this is, from 1.</summary>
    public int Attempt { get; }

    /// <summary>Who enqueued it, where that is known.</summary>
    public string? Origin { get; }

    /// <summary>Is cancelled when the job is, at its time limit, when its worker stops, and when the worker has lost it to another one.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>Says how far the job is. Cheap: what is said faster than readers could follow is passed over, but for the last of it.</summary>
    /// <param name="fraction">0 to 1.</param>
    /// <param name="text">The same in words, at most 200 characters, or null.</param>
    public void ReportProgress(double fraction, string? text = null) => _report(double.IsNaN(fraction) ? 0 : Math.Clamp(fraction, 0, 1), text is { Length: > 200 } ? text[..200] : text);

    /// <summary>
    /// Tells the readers of the job's events something of the handler's own: a partial result, say. It is a message of topic <c>job:{id}</c> with the data
    /// <c>{"job":…,"attempt":…,"value":…}</c>, kept as long as the job, and is there when the call returns. A further attempt tells anew.
    /// </summary>
    /// <param name="type">The message's type, such as <c>result</c>; none of those that jobs have themselves.</param>
    /// <param name="value">What System.Text.Json writes, in at most 64 KiB.</param>
    /// <exception cref="RefusalException">The store does not take it.</exception>
    public Task TellAsync<T>(string type, T value)
    {
        if (JobEvents.IsOwn(MessageType.Check(type)))
            throw new ArgumentException($"Events of type '{type}' are the job's own; use another type.", nameof(type));
        var json = JobJson.Write(value);
        return json.Length <= JobEvents.MaxTold ? _tell(type, json) : throw new ArgumentException($"The value has {json.Length} bytes of JSON; at most {JobEvents.MaxTold} are told at once.", nameof(value));
    }
}
