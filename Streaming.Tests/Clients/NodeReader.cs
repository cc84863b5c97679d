using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Streaming.Tests.Fanout;
using Streaming.Tests.Support;
using OsProcess = System.Diagnostics.Process;

namespace Streaming.Tests.Clients;

/// <summary>
/// A real JavaScript client in a separate process, which subscribes to a topic, loses its connection and reconnects by itself.
/// </summary>
internal sealed class NodeReader : IAsyncDisposable
{
    private readonly OsProcess _process;
    private readonly StringBuilder _errors = new();

    private NodeReader(OsProcess process) => _process = process;

    public static string Folder => NodePackages.Require(NodePackages.Clients);

    /// <summary>
    /// Starts one of the clients <c>centrifuge-json</c>, <c>centrifuge-protobuf</c>, <c>signalr-json</c>, <c>signalr-msgpack</c>,
    /// <c>sse-fetch</c>, <c>sse-fetch-event-source</c> and <c>sse-blank-lines</c>, or with stateful reconnect <c>stateful-json</c> and
    /// <c>stateful-msgpack</c>.
    /// </summary>
    public static NodeReader Start(string client, Uri server, string topic, string? position = null)
    {
        var (script, format) = (client[..client.IndexOf('-', StringComparison.Ordinal)],
            client[(client.IndexOf('-', StringComparison.Ordinal) + 1)..]);
        var address = script switch
        {
            "sse" => server,
            "signalr" or "stateful" => new Uri(server, "/hubs/stream"),
            _ => new UriBuilder(new Uri(server, "/connection/websocket")) { Scheme = "ws" }.Uri,
        };
        var start = new ProcessStartInfo(
            "node")
        {
            UseShellExecute = false,
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        foreach (var argument in (string[])[$"{script}-reader.mjs", format, address.ToString(), topic, .. position is null
            ? Array.Empty<string>() : [position]])
            start.ArgumentList.Add(argument);
        var reader = new NodeReader(new OsProcess { StartInfo = start });
        reader._process.ErrorDataReceived += (_, line) => reader._errors.AppendLine(line.Data);
        reader._process.Start();
        reader._process.BeginErrorReadLine();
        return reader;
    }

    /// <summary>Waits for the next message that the client has received.</summary>
    public async Task<Delivered> NextAsync()
    {
        var line = await _process.StandardOutput.ReadLineAsync().OrTimeout()
            ?? throw new EndOfStreamException($"The client has ended:\n{_errors}");
        using var json = JsonDocument.Parse(line);
        return new Delivered(json.RootElement.GetProperty("position").GetString()!, json.RootElement.GetProperty("type")
            .GetString()!, json.RootElement.GetProperty("data").ToString());
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync().OrTimeout();
        _process.Dispose();
    }
}
