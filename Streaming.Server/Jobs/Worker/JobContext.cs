using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

/// <summary>The job that a handler runs: its id, its cancellation, and the reports of its progress.</summary>
public sealed class JobContext
{
    private readonly Action<double, string?> _report;
    private readonly Func<string, byte[], Task> _publish;

    internal JobContext(Job job, Action<double, string?> report, Func<string, byte[], Task> publish, CancellationToken cancellation)
    {
        (Id, Attempt, Cancellation, _report, _publish) = (job.Id, job.Attempt, cancellation, report, publish);
        Origin = job.Origin;
    }

    /// <summary>The job's id: the same in every attempt.</summary>
    public JobId Id { get; }

    /// <summary>The number of this attempt, from 1.</summary>
    public int Attempt { get; }

    /// <summary>The origin that was given when the job was enqueued; null if none was given.</summary>
    public string? Origin { get; }

    /// <summary>
    /// Is cancelled when the job is cancelled, at its time limit, when its worker stops, and when its worker has lost the lease of the job.
    /// </summary>
    public CancellationToken Cancellation { get; }

    /// <summary>
    /// Reports the progress of the job. Calls are cheap: reports within <see cref="JobOptions.ProgressInterval"/> are skipped, except for
    /// the last one.
    /// </summary>
    /// <param name="fraction">0 to 1.</param>
    /// <param name="text">A description of the progress, cut to 200 characters; or null.</param>
    public void ReportProgress(double fraction, string? text = null) =>
        _report(double.IsNaN(fraction) ? 0 : Math.Clamp(fraction, 0, 1), text is { Length: > 200 } ? text[..200] : text);

    /// <summary>
    /// Publishes an event of the handler, such as a partial result, to the job's topic: a message of topic <c>job:{id}</c> with the data
    /// <c>{"job":…,"attempt":…,"value":…}</c>. It is durable when the call returns, and is kept as long as the job. A further attempt
    /// publishes its events again.
    /// </summary>
    /// <param name="type">The message's type, such as <c>result</c>; not one of the types that the server publishes for jobs.</param>
    /// <param name="value">The value, written by System.Text.Json; at most 64 KiB of JSON.</param>
    /// <exception cref="RefusalException">The store failed to write the event.</exception>
    public Task PublishAsync<T>(string type, T value)
    {
        if (JobEvents.IsOwn(MessageType.Check(type)))
            throw new ArgumentException($"Events of type '{type}' are published by the server itself; use another type.", nameof(type));
        var json = JobJson.Write(value);
        return json.Length <= JobEvents.MaxEventBytes ? _publish(type, json)
            : throw new ArgumentException(
            $"The value has {json.Length} bytes of JSON; an event has at most {JobEvents.MaxEventBytes}.", nameof(value));
    }
}
