using Spectre.Console;

namespace Streaming.SampleData;

/// <summary>Shows the progress of the upload.</summary>
internal abstract class ProgressView
{
    /// <summary>Creates progress bars for a terminal, and plain lines for a file or a pipe.</summary>
    public static ProgressView Choose(IAnsiConsole console) =>
        console.Profile.Out.IsTerminal ? new ProgressBars(console) : new ProgressLines();

    /// <summary>Runs the upload, which reports for each room the number of messages that were sent so far.</summary>
    public abstract Task RunAsync(IReadOnlyList<RoomPlan> plans, Func<Action<RoomPlan, long>, Task> work);
}
