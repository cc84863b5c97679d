using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Streaming.SampleData;

/// <summary>Shows a progress bar for the upload to each room, with the rate and the remaining time.</summary>
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
            // Shows the mean rate of the whole upload. The speed that the Spectre library computes covers only the last moment, and varies
            // strongly.
            var seconds = task.ElapsedTime?.TotalSeconds ?? 0;
            return new Text(seconds > 0 ? string.Create(CultureInfo.InvariantCulture, $"{task.Value / seconds:N0}/s") : string.Empty);
        }
    }
}
