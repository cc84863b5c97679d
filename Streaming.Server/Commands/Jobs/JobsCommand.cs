namespace Streaming.Server.Commands.Jobs;

/// <summary>The command <c>jobs</c>, which contains the commands that list, show and change jobs.</summary>
internal sealed class JobsCommand : AppCommand
{
    public JobsCommand()
        : base("jobs", "List, show, enqueue, retry, cancel and count jobs.")
    {
        Add(new JobListCommand());
        Add(new JobShowCommand());
        Add(new JobEnqueueCommand());
        Add(new JobChangeCommand(
            "retry", HttpMethod.Post, "Queue failed or cancelled jobs again: one by its id, or all that match.", "failed or cancelled."));
        Add(new JobChangeCommand(
            "cancel", HttpMethod.Delete, "Cancel queued or running jobs: one by its id, or all that match.", "queued or running."));
        Add(new JobStatsCommand());
    }
}
