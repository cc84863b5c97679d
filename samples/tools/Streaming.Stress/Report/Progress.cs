using System.Diagnostics;

namespace Streaming.Stress.Report;

/// <summary>
/// Shows the state of the running scenario: one line that is rewritten on a terminal, otherwise a line every ten seconds.
/// </summary>
internal sealed class Progress : IAsyncDisposable
{
    private static readonly TimeSpan s_onTerminal = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_inFile = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly ScenarioResult _result;
    private readonly Task _showing;

    public Progress(ScenarioResult result)
    {
        _result = result;
        _showing = ShowAsync(Console.IsOutputRedirected ? s_inFile : s_onTerminal, _stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _showing;
        _stop.Dispose();
    }

    private async Task ShowAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(interval);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
                await WriteAsync(Line());
        }
        catch (OperationCanceledException)
        {
            if (!Console.IsOutputRedirected)
                await Console.Out.WriteAsync("\r" + new string(' ', Width()) + "\r");
        }
    }

    private static Task WriteAsync(string line) => Console.IsOutputRedirected
        ? Console.Out.WriteLineAsync(line)
        : Console.Out.WriteAsync("\r" + (line.Length > Width() ? line[..Width()] : line.PadRight(Width())));

    private static int Width() => Math.Max(20, Console.WindowWidth - 1);

    private string Line()
    {
        var time = Stopwatch.GetElapsedTime(_started);
        return FormattableString.Invariant(
            $"{_result.Scenario} {time:hh\\:mm\\:ss}  {_result.NumbersText}  {_result.Failures} failed checks");
    }
}
