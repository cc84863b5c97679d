using System.Buffers;
using System.Text.Json;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Creates the events of jobs: the messages of topic <c>job:{id}</c>. After an event of type <c>succeeded</c>, <c>failed</c> or
/// <c>cancelled</c>, further events follow only if the job is retried manually.
/// </summary>
internal static class JobEvents
{
    private const string QueuedType = "queued";
    private const string StartedType = "started";
    private const string ProgressType = "progress";
    private const string RetryingType = "retrying";
    private const string CancellingType = "cancelling";
    private const string WaitingType = "waiting";
    private const string ReleasedType = "released";
    private const string SucceededType = "succeeded";
    private const string FailedType = "failed";
    private const string CancelledType = "cancelled";

    /// <summary>The maximum size of an event that a job's handler publishes, in bytes of JSON.</summary>
    public const int MaxEventBytes = 64 << 10;

    /// <summary>Returns true if only the server itself may publish events of this type.</summary>
    public static bool IsReservedType(string type) =>
        IsEnd(type) || type is QueuedType or StartedType or ProgressType or RetryingType or CancellingType or WaitingType or ReleasedType;

    public static bool IsEnd(string type) => type is SucceededType or FailedType or CancelledType;

    public static NewMessage Queued(Job job) => Create(job, QueuedType, json =>
    {
        json.WriteString("type", job.Type);
        json.WriteNumber("priority", job.Priority);
        json.WriteString("due", job.Due);
    });

    public static NewMessage Started(Job job) => Create(job, StartedType, json =>
    {
        json.WriteNumber("attempt", job.Attempt);
        json.WriteString("worker", job.Worker);
    });

    public static NewMessage Progress(Job job) => Create(job, ProgressType, json =>
    {
        json.WriteNumber("fraction", Math.Round(job.Fraction ?? 0, 6));
        json.WriteString("text", job.Text);
    });

    /// <summary>Creates an event that the handler of a job publishes, for example a partial result.</summary>
    public static NewMessage Custom(Job job, string type, byte[] value) => Create(job, type, json =>
    {
        json.WriteNumber("attempt", job.Attempt);
        json.WritePropertyName("value");
        json.WriteRawValue(value);
    });

    public static NewMessage Retrying(Job job, string error, DateTime due) => Create(job, RetryingType, json =>
    {
        json.WriteNumber("attempt", job.Attempt);
        json.WriteNumber("attempts", job.Attempts);
        json.WriteString("error", error);
        json.WriteString("due", due);
    });

    public static NewMessage Cancelling(Job job) => Create(job, CancellingType, json => json.WriteNumber("attempt", job.Attempt));

    public static NewMessage Succeeded(Job job) => Create(job, SucceededType, json =>
    {
        json.WriteNumber("attempt", job.Attempt);
        json.WriteString("result", $"/jobs/{job.Id}/result");
    });

    public static NewMessage Failed(Job job, string error) => Create(job, FailedType, json =>
    {
        json.WriteNumber("attempt", job.Attempt);
        json.WriteNumber("attempts", job.Attempts);
        json.WriteString("error", error);
    });

    /// <summary>Creates the event of a job that has ended because it was cancelled.</summary>
    /// <param name="job">The cancelled job.</param>
    /// <param name="error">The reason, if the job queue itself has cancelled the job; null if a caller has requested the
    /// cancellation.</param>
    public static NewMessage Cancelled(Job job, string? error = null) => Create(job, CancelledType, json =>
    {
        json.WriteNumber("attempt", job.Attempt);
        if (error is not null)
            json.WriteString("error", error);
    });

    /// <summary>
    /// Creates the event of a job whose attempt has ended because its handler waits for children (jobs that the handler has enqueued).
    /// </summary>
    public static NewMessage Waiting(Job job) => Create(job, WaitingType, json => json.WriteNumber("children", job.Links.Waits));

    /// <summary>Creates the event of a job that has stopped waiting for other jobs.</summary>
    public static NewMessage Released(Job job) => Create(job, ReleasedType, json => json.WriteString("due", job.Due));

    private static NewMessage Create(Job job, string type, Action<Utf8JsonWriter> write)
    {
        var data = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(data, MessageJson.WriterOptions))
        {
            json.WriteStartObject();
            // The event contains the job's id. So a subscriber of several topics can distinguish the jobs without the names of the topics.
            json.WriteString("job", job.Id.Value);
            write(json);
            json.WriteEndObject();
        }

        return new NewMessage(DataKind.Json, data.WrittenSpan.ToArray(), type, Sender: null);
    }
}
