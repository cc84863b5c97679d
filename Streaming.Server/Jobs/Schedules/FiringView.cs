using Streaming.Server.Jobs.Queue;

namespace Streaming.Server.Jobs.Schedules;

/// <summary>Contains one firing of a schedule (a time at which the schedule was due), as JSON in responses of the HTTP API.</summary>
/// <param name="Time">The time at which the schedule fired.</param>
/// <param name="Job">The id of the job that the schedule enqueued; null if the firing (one due time of the schedule) was skipped.</param>
/// <param name="Outcome">The state of the job, even if the job was deleted: <c>queued</c>, <c>running</c>, <c>succeeded</c>, <c>failed</c>
/// or <c>cancelled</c>. The value is <c>skipped</c> if an earlier job of the schedule had not ended, and null if the state is
/// unknown.</param>
/// <param name="BlockedBy">The id of the earlier job because of which the firing was skipped: that job had not ended. Null if the firing
/// was not skipped.</param>
internal sealed record FiringView(DateTime Time, string? Job, string? Outcome, string? BlockedBy)
{
    internal static FiringView Of(ScheduleFiring firing) => new(
        firing.Time, firing.Job?.Value, firing.Job is null ? "skipped" : firing.Outcome?.ToString().ToLowerInvariant(),
        firing.BlockedBy?.Value);
}
