using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Streaming.Tests.Support;
using OsProcess = System.Diagnostics.Process;

namespace Streaming.Tests.Webhooks;

/// <summary>
/// A webhook receiver in a separate process, which verifies requests with the npm library of Standard Webhooks, fails a configured part of
/// them, and can be killed.
/// </summary>
internal sealed class NodeReceiver : IAsyncDisposable
{
    private readonly OsProcess _process;
    private readonly TaskCompletionSource<int> _port = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private NodeReceiver(OsProcess process) => _process = process;

    /// <summary>The requests that the receiver has accepted and verified before it responded.</summary>
    public sealed record Taken(string? Id, string? Type, string? Topic, long[]? Offsets, int Running, string? Error);

    public int Port { get; private set; }

    /// <summary>Starts a receiver.</summary>
    /// <param name="secret">The secret with which the receiver verifies requests.</param>
    /// <param name="take">Receives each accepted request.</param>
    /// <param name="port">The port of the receiver; 0 for any free port.</param>
    /// <param name="seed">The seed of the random numbers that decide which requests fail.</param>
    /// <param name="failures">The part of the requests that fails, from 0 to 1.</param>
    public static async Task<NodeReceiver> StartAsync(string secret, Action<Taken> take, int port = 0, int seed = 1, double failures = 0)
    {
        var start = new ProcessStartInfo("node")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            WorkingDirectory = NodePackages.Require(NodePackages.Clients),
        };
        foreach (var argument in (string[])["webhook-receiver.mjs", $"{port}", secret, $"{seed}",
            failures.ToString(CultureInfo.InvariantCulture)])
            start.ArgumentList.Add(argument);
        var receiver = new NodeReceiver(new OsProcess { StartInfo = start });
        receiver._process.OutputDataReceived += (_, line) => receiver.OnLine(line.Data, take);
        receiver._process.Start();
        receiver._process.BeginOutputReadLine();
        receiver.Port = await receiver._port.Task.OrTimeout();
        return receiver;
    }

    /// <summary>Kills the receiver as <c>kill -9</c> does, and returns when its whole output was read.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().OrTimeout();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private void OnLine(string? line, Action<Taken> take)
    {
        const string Listening = "listening ";
        if (line is null)
            _port.TrySetException(new InvalidOperationException("The receiver ended at once."));
        else if (line.StartsWith(Listening, StringComparison.Ordinal))
            _port.TrySetResult(int.Parse(line[Listening.Length..], CultureInfo.InvariantCulture));
        else
            take(JsonSerializer.Deserialize<Taken>(line, JsonSerializerOptions.Web)!);
    }
}
