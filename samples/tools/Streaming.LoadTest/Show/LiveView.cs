using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Spectre.Console;
using Streaming.LoadTest.Options;
using Streaming.LoadTest.Runs;

namespace Streaming.LoadTest.Show;

/// <summary>Shows the progress of a run: on a terminal in one line that is updated, otherwise in a new line every two seconds.</summary>
internal sealed class LiveView(IAnsiConsole console, LoadTestOptions options, RunProgress progress)
{
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private (long At, long Delivered, long Bytes) _before = (Stopwatch.GetTimestamp(), 0, 0);

    public async Task<T> RunAsync<T>(Func<T> work)
    {
        var task = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        if (console.Profile.Out.IsTerminal)
        {
            await console.Status().Spinner(Spinner.Known.Dots).StartAsync(Line(), async status =>
            {
                while (await Task.WhenAny(task, Task.Delay(250)) != task)
                    status.Status(Markup.Escape(Line()));
            });
        }
        else
        {
            while (await Task.WhenAny(task, Task.Delay(2000)) != task)
                console.Profile.Out.Writer.WriteLine(Line());
        }

        return await task;
    }

    private string Line()
    {
        var (now, delivered, bytes) = (Stopwatch.GetTimestamp(), progress.Delivered, progress.Bytes);
        var seconds = Stopwatch.GetElapsedTime(_before.At, now).TotalSeconds;
        var (rate, speed) = seconds > 0 ? ((delivered - _before.Delivered) / seconds, (bytes - _before.Bytes) / seconds / 1e6) : (0, 0);
        _before = (now, delivered, bytes);
        var elapsed = Stopwatch.GetElapsedTime(_startedAt, now).TotalSeconds;
        return options.Command switch
        {
            Command.Csv => Text($"{elapsed,5:0.0} s  {progress.Phase}: {progress.Open} open, {delivered:N0} rows, {bytes / 1e6:N0} MB, " +
                $"{speed:N1} MB/s"),
            Command.Publish => Text(
                $"{elapsed,5:0.0} s  {progress.Phase}: {progress.Published:N0} published, {delivered:N0} acknowledged, {rate:N0}/s"),
            _ => Text($"{elapsed,5:0.0} s  {progress.Phase}: {progress.Open:N0} of {options.Connections:N0} open, {progress.Failed:N0} " +
                $"failed, {progress.Published:N0} published, {delivered:N0} delivered, {rate:N0}/s"),
        };
    }

    private static string Text(ref DefaultInterpolatedStringHandler text) => string.Create(CultureInfo.InvariantCulture, ref text);
}
