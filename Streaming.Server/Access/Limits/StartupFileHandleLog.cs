using Microsoft.Extensions.Options;

namespace Streaming.Server.Access.Limits;

/// <summary>Writes to the log at startup how many connections are possible with the limit of open files of this process.</summary>
internal sealed partial class StartupFileHandleLog(IOptions<AccessOptions> options, ILogger<StartupFileHandleLog> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (FileHandleLimit.Handles is not { } handles)
            return Task.CompletedTask;
        var configured = options.Value.Limits.Connections;
        // The number of file handles that are already in use. It is about three hundred, because the .NET runtime keeps each assembly file
        // open.
        var open = Directory.GetFiles("/proc/self/fd").Length;
        var allowed = Math.Max(0, Math.Min(configured, (int)(handles - open) - FileHandleLimit.Reserve(handles)));
        if (allowed < configured)
            LogFewer(allowed, configured, handles, open, FileHandleLimit.Reserve(handles));
        else
            LogEnough(allowed, handles);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1, LogLevel.Information,
        "Limited the connections to about {Allowed}, not to the {Configured} of Access:Limits:Connections: the process may open " +
        "{Handles} files, has {Open} "
        + "of them open itself and keeps {Reserve} for other use. Raise the limit of open files (ulimit -n, LimitNOFILE=) to allow more.")]
    private partial void LogFewer(int allowed, int configured, long handles, int open, int reserve);

    [LoggerMessage(2, LogLevel.Information,
        "Limited the connections to {Allowed} (Access:Limits:Connections); the process may open {Handles} files.")]
    private partial void LogEnough(int allowed, long handles);
}
