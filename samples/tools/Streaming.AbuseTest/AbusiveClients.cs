using System.Diagnostics;
using System.Globalization;

namespace Streaming.AbuseTest;

/// <summary>
/// Starts the processes whose connections abuse the server. There are several processes, since each has its own limit of open files.
/// </summary>
internal sealed class AbusiveClients : IAsyncDisposable
{
    private const int PerProcess = 6_250;

    private readonly List<Process> _processes = [];

    public AbusiveClients(Scenario scenario, int port, int seconds)
    {
        var count = (scenario.Connections + PerProcess - 1) / PerProcess;
        for (var i = 0; i < count; i++)
        {
            // These processes have the lowest priority: real abusive clients run on other machines, and do not use the server's processors.
            string[] arguments = ["-n", "19", Environment.GetEnvironmentVariable("DOTNET_HOST_PATH")
                ?? "dotnet", typeof(AbusiveClients).Assembly.Location, AbusiveClient.Argument, scenario.Name, Text(port),
                Text(scenario.Connections / count), Text(i), Text(seconds)];
            _processes.Add(Process.Start(
                new ProcessStartInfo("nice", arguments) { UseShellExecute = false, RedirectStandardOutput = true })!);
        }
    }

    /// <summary>Waits until all processes with abusive connections have ended.</summary>
    /// <returns>The number of connections that were opened, and the number that the server closed.</returns>
    public async Task<(int Opened, int Ended)> EndAsync(CancellationToken cancellationToken)
    {
        var (opened, ended) = (0, 0);
        foreach (var process in _processes)
        {
            var counts = (await process.StandardOutput.ReadToEndAsync(cancellationToken)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            await process.WaitForExitAsync(cancellationToken);
            if (counts.Length < 2)
                continue;
            opened += int.Parse(counts[0], CultureInfo.InvariantCulture);
            ended += int.Parse(counts[1], CultureInfo.InvariantCulture);
        }

        return (opened, ended);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            if (!process.HasExited)
                process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
