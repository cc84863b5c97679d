using Streaming.Stress.Options;
using Streaming.Stress.Report;
using Streaming.Stress.Scenarios;
using Streaming.Stress.Servers;

if (StressOptions.TryParse(args) is not { } options)
{
    await Console.Out.WriteLineAsync(HelpText.Text);
    return args is ["--help"] ? 0 : 2;
}

if (options.Lists)
{
    foreach (var scenario in AllScenarios.List)
        await Console.Out.WriteLineAsync($"{scenario.Name,-36} {scenario.Checks}");
    return 0;
}

if (AllScenarios.Select(options) is not { } scenarios)
{
    await Console.Error.WriteLineAsync("There is no scenario or family of this name; --list shows all of them.");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    // The first Ctrl+C ends the scenario and writes the report, the second one ends the program.
    pressed.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
};

var program = options.Server ?? ServerFactory.BuiltProgram;
await Console.Out.WriteLineAsync($"Seed {options.Seed}, server {program}");
var results = await ScenarioRunner.RunAsync(scenarios, options, program, stop.Token);
if (options.Report is { } file)
    await File.WriteAllTextAsync(file, MarkdownReport.Write(options, program, results));
StartedProcesses.KillAll();
return results.Any(result => result.Failures > 0) ? 1 : stop.IsCancellationRequested ? 130 : 0;
