using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Worker;

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
    public Task PublishAsync<T>(string type, T value)
    {
        if (JobEvents.IsOwn(MessageType.Check(type)))
            throw new ArgumentException($"Events of type '{type}' are the job's own; use another type.", nameof(type));
        var json = JobJson.Write(value);
        return json.Length <= JobEvents.MaxTold ? _tell(type, json) : throw new ArgumentException($"The value has {json.Length} bytes of JSON; at most {JobEvents.MaxTold} are told at once.", nameof(value));
    }
}
