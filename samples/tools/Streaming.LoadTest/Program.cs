using System.Net.Sockets;
using Spectre.Console;
using Streaming.LoadTest.Options;
using Streaming.LoadTest.Processes;
using Streaming.LoadTest.Runs;
using Streaming.LoadTest.Show;

if (args.Contains("--help", StringComparer.Ordinal) || args.Contains("-h", StringComparer.Ordinal))
{
    Console.Out.WriteLine(HelpText.Usage);
    return 0;
}

using var stop = new CancellationTokenSource();
try
{
    var options = OptionParser.Parse(args);
    if (options.IsReaderProcess)
        return ReaderProcessMain.Run(options);
    if (options.ServerPid is { } pid && !File.Exists($"/proc/{pid}/stat"))
        throw new OptionException($"--server-pid {pid}: there is no such process on this machine.");
    Console.CancelKeyPress += (_, pressed) =>
    {
        pressed.Cancel = true;
        stop.Cancel();
    };

    // With the option `--json -`, only the JSON report may be written to the standard output, for the program that reads it.
    var console = AnsiConsole.Create(
        new AnsiConsoleSettings { Out = new AnsiConsoleOutput(options.Json == "-" ? Console.Error : Console.Out) });
    if (!console.Profile.Out.IsTerminal)
        console.Profile.Width = 120;
    var progress = new RunProgress();
    var view = new LiveView(console, options, progress);
    var report = await view.RunAsync(() => options.Command == Command.Csv
        ? ReportOf.Csv(options, new CsvRun(options, progress, stop.Token).Run())
        : ReportOf.Load(options, new LoadRun(options, progress, stop.Token).Run()));
    ReportTable.Write(console, report);
    if (options.Json is not null)
        await JsonFile.WriteAsync(options.Json, report);
    return report.IsGood ? 0 : 1;
}
catch (OptionException e)
{
    await Console.Error.WriteLineAsync($"{e.Message}\nTry --help.");
    return 2;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    await Console.Error.WriteLineAsync("Stopped.");
    return 130;
}
catch (Exception e) when (e is SocketException or IOException or InvalidOperationException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
