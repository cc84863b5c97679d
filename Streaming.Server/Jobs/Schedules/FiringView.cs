using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Schedules;

/// <summary>Contains one firing of a schedule as JSON in responses of the HTTP API.</summary>
/// <param name="Time">The time at which the schedule fired.</param>
/// <param name="Job">The id of the job that the schedule enqueued; null if the firing was skipped.</param>
/// <param name="Outcome">The state of the job (<c>queued</c>, <c>running</c>, <c>succeeded</c>, <c>failed</c> or <c>cancelled</c>), also
/// after the job was deleted; <c>skipped</c> if an earlier job of the schedule had not ended; null if it is not known.</param>
/// <param name="BlockedBy">The id of the earlier job that had not ended, if the firing was skipped.</param>
internal sealed record FiringView(DateTime Time, string? Job, string? Outcome, string? BlockedBy)
{
    internal static FiringView Of(ScheduleFiring firing) => new(
        firing.Time, firing.Job?.Value, firing.Job is null ? "skipped" : firing.Outcome?.ToString().ToLowerInvariant(),
        firing.BlockedBy?.Value);
}
