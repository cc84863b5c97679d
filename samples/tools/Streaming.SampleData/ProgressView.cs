using Spectre.Console;

namespace Streaming.SampleData;

/// <summary>Shows how far the upload is.</summary>
internal abstract class ProgressView
{
    /// <summary>Bars on a terminal, plain lines where the output goes to a file or a pipe.</summary>
    public static ProgressView Choose(IAnsiConsole console) =>
        console.Profile.Out.IsTerminal ? new ProgressBars(console) : new ProgressLines();

    /// <summary>Runs the work, which says how many messages of which room were sent so far.</summary>
    public abstract Task RunAsync(IReadOnlyList<RoomPlan> plans, Func<Action<RoomPlan, long>, Task> work);
}
