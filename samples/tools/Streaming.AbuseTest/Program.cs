using System.Globalization;
using Spectre.Console;
using Streaming.AbuseTest;

if (args is [AbusiveClient.Argument, .. var rest])
{
    await AbusiveClient.RunAsync(rest);
    return 0;
}

if (AbuseOptions.Parse(args) is not { } options)
{
    await Console.Out.WriteLineAsync(AbuseOptions.Usage);
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

var table = new Table().AddColumns(
    "scenario", "opened", "ended by the server", "p99 alone", "p99 meanwhile", "ratio", "messages", "failures", "peak MB", "survived",
    "good");
var isGood = true;
try
{
    foreach (var scenario in options.Scenarios)
    {
        AnsiConsole.WriteLine($"{scenario.Name}: {scenario.Connections:N0} connections for {options.Seconds} s …");
        var result = await AbuseRun.RunAsync(scenario, options, stop.Token);
        isGood &= result.IsGood;
        table.AddRow(
            scenario.Name, Number(result.Opened), Number(result.Ended), $"{result.AloneP99:0.0} ms", $"{result.P99:0.0} ms",
                $"{result.Ratio:0.0}", Number(result.Messages), Number(result.Failures),
            $"{result.PeakMegabytes:0}", result.Survived ? "yes" : "NO", result.IsGood ? "yes" : "NO");
    }
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    isGood = false;
}
catch (Exception e) when (e is InvalidOperationException or HttpRequestException)
{
    await Console.Error.WriteLineAsync(e.Message);
    isGood = false;
}

AnsiConsole.Console.Profile.Width = Math.Max(AnsiConsole.Console.Profile.Width, 160);
AnsiConsole.Write(table);
AnsiConsole.WriteLine(string.Create(
    CultureInfo.InvariantCulture, $"Limits: {AbuseResult.MaxMegabytes:0} MB, {AbuseResult.MaxRatio:0} times the p99 alone."));
return isGood ? 0 : 1;

static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
