using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Streaming.Server.Hosting;

/// <summary>
/// Reports to systemd (the service manager of Linux) that the process is ready, that it is alive, and that it stops. The unit must have
/// <c>Type=notify</c>, and <c>WatchdogSec</c> for reports that the process is alive. Does nothing if systemd has not started the process.
/// </summary>
/// <remarks>
/// As the manual page sd_notify(3) describes, each report is a datagram to the socket that the environment variable <c>NOTIFY_SOCKET</c>
/// names.
/// </remarks>
internal sealed partial class SystemdNotifier(IHostApplicationLifetime lifetime, TimeProvider time, ILogger<SystemdNotifier> logger)
    : BackgroundService
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly string? _path = Environment.GetEnvironmentVariable("NOTIFY_SOCKET");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (string.IsNullOrEmpty(_path))
            return;
        using var started = lifetime.ApplicationStarted.Register(() => Send("READY=1"));
        using var stopping = lifetime.ApplicationStopping.Register(() => Send("STOPPING=1"));
        try
        {
            await ReportAliveAsync(stoppingToken);
            // The functions above are called only while this method runs, so the method must not return before the host stops.
            await Task.Delay(Timeout.InfiniteTimeSpan, time, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The host is stopping, so the reports end.
        }
    }

    // systemd restarts a unit that has not reported for the time WatchdogSec. Its manual recommends a report after half of this time.
    private async Task ReportAliveAsync(CancellationToken cancellationToken)
    {
        var limit = Environment.GetEnvironmentVariable("WATCHDOG_USEC");
        if (!long.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) || microseconds < 2_000)
            return;
        using var timer = new PeriodicTimer(TimeSpan.FromMicroseconds(microseconds / 2), time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
            Send("WATCHDOG=1");
    }

    private void Send(string state)
    {
        try
        {
            // If the name of the socket begins with @, the socket is in Linux's abstract namespace, in which names begin with a null
            // character.
            var address = new UnixDomainSocketEndPoint(_path![0] == '@' ? '\0' + _path[1..] : _path);
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(s_utf8.GetBytes(state), address);
        }
        catch (SocketException e)
        {
            LogFailed(e, state);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Failed to report {State} to systemd")]
    private partial void LogFailed(Exception exception, string state);
}
