using System.Net.Sockets;
using System.Text;
using Streaming.Tests.Support;

namespace Streaming.Tests.Packages;

/// <summary>Tests the reports of a server and of a worker to systemd, on a socket such as systemd's.</summary>
[Trait("Category", "Slow")]
public sealed class SystemdTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Socket _systemd = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    public void Dispose()
    {
        _systemd.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("server")]
    [InlineData("worker")]
    public async Task A_process_reports_that_it_is_ready_that_it_lives_and_that_it_stops(string program)
    {
        if (!OperatingSystem.IsLinux())
            return;
        var path = Path.Combine(_folder.Path, "notify");
        _systemd.Bind(new UnixDomainSocketEndPoint(path));
        string[] command = program == "worker" ? ["worker"] : ["--Urls", "http://127.0.0.1:0"];
        await using var process = new DotnetProcess(
            _folder, command, _ => { }, _ => { }, environment: [("NOTIFY_SOCKET", path), ("WATCHDOG_USEC", "200000")]);
        var received = new List<string>();
        while (!received.Contains("READY=1") || !received.Contains("WATCHDOG=1"))
            received.Add(await NextAsync());
        await process.WaitForOutputAsync("Application started");

        var exitCode = process.TerminateAsync();
        while (!received.Contains("STOPPING=1"))
            received.Add(await NextAsync());
        (await exitCode).Should().Be(0, process.Output);
        received.Distinct().Should().BeEquivalentTo("READY=1", "WATCHDOG=1", "STOPPING=1");
    }

    private async Task<string> NextAsync()
    {
        var buffer = new byte[1024];
        var length = await _systemd.ReceiveAsync(buffer).OrTimeout();
        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
