namespace Streaming.Stress.Report;

/// <summary>The promises about several nodes, jobs, schedules and webhooks.</summary>
internal static partial class Promises
{
    public static readonly Promise JobEnds = new("A job runs at least once and ends once.", "docs/promises.md");

    public static readonly Promise JobFenced = new("A worker that lost the job cannot end it.", "docs/jobs.md");

    public static readonly Promise WebhookOnce = new(
        "A webhook's receiver gets every message at least once, also after kill -9 of the server or the receiver.", "docs/promises.md");

    public static readonly Promise WebhookOrder = new("The messages of each topic are sent in order.", "docs/webhooks.md");

    public static readonly Promise ScheduleOnce = new(
        "All processes on a store check the schedules; one of them fires each time.", "docs/schedules.md");
}
