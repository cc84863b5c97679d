using Microsoft.Extensions.Options;

namespace Streaming.Server.Access;

/// <summary>Logs how many connections the limit of open files allows.</summary>
internal sealed partial class HandleNotice(IOptions<AccessOptions> options, ILogger<HandleNotice> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (HandleLimit.Handles is not { } handles)
            return Task.CompletedTask;
        var configured = options.Value.Limits.Connections;
        var allowed = HandleLimit.Connections(configured, handles);
        if (allowed < configured)
            LogFewer(allowed, configured, handles, HandleLimit.Reserve(handles));
        else
            LogEnough(allowed, handles);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1, LogLevel.Information, "Connections are limited to {Allowed}, not to the {Configured} of Access:Limits:Connections: the process may open {Handles} files and keeps {Reserve} "
        + "of them for other use. Raise the limit of open files (ulimit -n, LimitNOFILE=) to allow more.")]
    private partial void LogFewer(int allowed, int configured, long handles, int reserve);

    [LoggerMessage(2, LogLevel.Information, "Connections are limited to {Allowed} (Access:Limits:Connections); the process may open {Handles} files.")]
    private partial void LogEnough(int allowed, long handles);
}
