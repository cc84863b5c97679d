using Streaming.SampleData;

if (args.Contains("--help", StringComparer.Ordinal) || args.Contains("-h", StringComparer.Ordinal))
{
    Console.Out.WriteLine(SampleOptions.Usage);
    return 0;
}

if (SampleOptions.TryParse(args, out var mistake) is not { } options)
{
    await Console.Error.WriteLineAsync($"{mistake}\n\n{SampleOptions.Usage}");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

try
{
    if (options.DryRun)
        await DryRun.RunAsync(options, stop.Token);
    else
        await Run.RunAsync(options, stop.Token);
    return 0;
}
catch (UploadException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    await Console.Error.WriteLineAsync("Stopped.");
    return 130;
}
