using System.Diagnostics;
using System.Text;
using System.Text.Json;
using MimeKit;
using Streaming.Tests.Support;
using OsProcess = System.Diagnostics.Process;

namespace Streaming.Tests.Email;

/// <summary>A real mail server in a separate process.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly OsProcess _process;
    private readonly StringBuilder _errors = new();

    private MailServer(OsProcess process) => _process = process;

    public int Port { get; private set; }

    /// <summary>The settings with which a server sends its mail to this mail server.</summary>
    public (string Key, string Value)[] Settings =>
    [
        ("Email:Host", "localhost"), ("Email:Port", Port.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ("Email:From", "Streaming <streaming@live.example>"),
        ("Email:Tls", "None"), ("Email:RetryDelay", "00:00:00.020"),
    ];

    public static async Task<MailServer> StartAsync(string options = "{}")
    {
        var start = new ProcessStartInfo(
            "node")
        {
            UseShellExecute = false,
            WorkingDirectory = NodePackages.Require(NodePackages.Email),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        start.ArgumentList.Add("mail-server.mjs");
        start.ArgumentList.Add(options);
        var server = new MailServer(new OsProcess { StartInfo = start });
        server._process.ErrorDataReceived += (_, line) => server._errors.AppendLine(line.Data);
        server._process.Start();
        server._process.BeginErrorReadLine();
        server.Port = (await server.ReadJsonLineAsync()).GetProperty("port").GetInt32();
        return server;
    }

    /// <summary>Waits for the next line that the mail server prints.</summary>
    public async Task<JsonElement> ReadJsonLineAsync() =>
        JsonElement.Parse(await _process.StandardOutput.ReadLineAsync().OrTimeout()
            ?? throw new EndOfStreamException($"The mail server has ended:\n{_errors}"));

    /// <summary>Waits for the next mail, and the commands with which it was sent.</summary>
    public async Task<(MimeMessage Mail, JsonElement Said)> MailAsync()
    {
        while (true)
        {
            var said = await ReadJsonLineAsync();
            if (said.TryGetProperty("mail", out var mail))
                return (await Eml.ReadAsync(mail.GetString()!), said);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().OrTimeout();
        _process.Dispose();
    }
}
