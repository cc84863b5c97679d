using System.Diagnostics;
using System.Text.Json;
using Streaming.Tests.Support;
using OsProcess = System.Diagnostics.Process;

namespace Streaming.Tests.DurableStreamClients;

/// <summary>A script of this folder that runs in Node.</summary>
internal sealed class NodeScript : IAsyncDisposable
{
    private readonly OsProcess _process;
    private readonly Task<string> _errors;

    private NodeScript(OsProcess process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public static NodeScript Start(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("node")
        {
            UseShellExecute = false,
            WorkingDirectory = NodePackages.Require(NodePackages.DurableStreamClients),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])[script, .. arguments])
            start.ArgumentList.Add(argument);
        return new NodeScript(OsProcess.Start(start)!);
    }

    /// <summary>Runs a script until it ends, and returns its output, which is JSON.</summary>
    public static async Task<JsonElement> RunAsync(string script, params string[] arguments)
    {
        await using var running = Start(script, arguments);
        return JsonDocument.Parse(await running.NextAsync()).RootElement;
    }

    /// <summary>Waits for the next line of the output.</summary>
    public async Task<string> NextAsync() =>
        await _process.StandardOutput.ReadLineAsync().OrTimeout()
        ?? throw new EndOfStreamException($"The script has ended:\n{await _errors}");

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync().OrTimeout();
        _process.Dispose();
    }
}
