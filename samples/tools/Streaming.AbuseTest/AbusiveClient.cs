using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Streaming.AbuseTest;

/// <summary>
/// Runs a process with abusive connections: each sends the bytes of a scenario and then stalls. A connection that the server closes is
/// opened again after a second.
/// </summary>
internal sealed class AbusiveClient(Scenario scenario, int port, int number)
{
    public const string Argument = "client";

    // The source addresses of one process on the loopback network: 127.0.number+1.1 to 127.0.number+1.200.
    private const int Addresses = 200;

    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(1);

    private int _opened;
    private int _ended;

    /// <summary>
    /// The entry point of the child process. Its arguments are: scenario, port, connections, number of the process, seconds.
    /// </summary>
    public static async Task RunAsync(string[] arguments)
    {
        var numbers = Array.ConvertAll(arguments[1..], text => int.Parse(text, CultureInfo.InvariantCulture));
        var client = new AbusiveClient(Scenario.All.First(scenario => scenario.Name == arguments[0]), numbers[0], numbers[2]);
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(numbers[3]));
        await Task.WhenAll(Enumerable.Range(0, numbers[1]).Select(connection => client.AbuseAsync(connection, end.Token)));
        await Console.Out.WriteLineAsync($"{client._opened} {client._ended}");
    }

    private async Task AbuseAsync(int connection, CancellationToken end)
    {
        var request = scenario.Request(connection);
        // The connections are opened slowly, since the accept queue of a listening socket is short.
        await PauseAsync(TimeSpan.FromMilliseconds(connection), end);
        while (!end.IsCancellationRequested)
        {
            try
            {
                await StallAsync(connection, request, end);
                Interlocked.Increment(ref _ended);
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                Interlocked.Increment(ref _ended);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await PauseAsync(s_again, end);
        }
    }

    private async Task StallAsync(int connection, byte[] request, CancellationToken end)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(IPAddress.Parse($"127.0.{number + 1}.{1 + (connection % Addresses)}"), 0));
        await socket.ConnectAsync(IPAddress.Loopback, port, end);
        Interlocked.Increment(ref _opened);
        for (var sent = 0; sent < request.Length;)
            sent += await socket.SendAsync(request.AsMemory(sent), end);
        if (!scenario.Reads)
            await Task.Delay(Timeout.Infinite, end);
        var buffer = new byte[1_024];
        while (await socket.ReceiveAsync(buffer, end) > 0)
        {
        }
    }

    private static async Task PauseAsync(TimeSpan pause, CancellationToken end)
    {
        try
        {
            await Task.Delay(pause, end);
        }
        catch (OperationCanceledException)
        {
            // The time of the run is over.
        }
    }
}
