using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Streaming.SampleData;

/// <summary>One bar a room, with rate and time left.</summary>
internal sealed class ProgressBars(IAnsiConsole console) : ProgressView
{
    public override Task RunAsync(IReadOnlyList<RoomPlan> plans, Func<Action<RoomPlan, long>, Task> work) =>
        console.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(),
                new RateColumn(), new RemainingTimeColumn())
            .StartAsync(async progress =>
            {
                var bars = plans.ToDictionary(
                    plan => plan, plan => progress.AddTask(Markup.Escape(plan.Room), autoStart: false, maxValue: plan.Messages));
                await work((plan, sent) =>
                {
                    var bar = bars[plan];
                    if (!bar.IsStarted)
                        bar.StartTask();
                    bar.Value = sent;
                });
            });

    private sealed class RateColumn : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
        {
            // The mean over the whole task: Spectre's own speed looks back a moment only and jumps about.
            var seconds = task.ElapsedTime?.TotalSeconds ?? 0;
            return new Text(seconds > 0 ? string.Create(CultureInfo.InvariantCulture, $"{task.Value / seconds:N0}/s") : string.Empty);
        }
    }
}
