using Microsoft.Extensions.Options;

namespace Streaming.Server.Access.Authorization;

/// <summary>Logs the openness of the server at startup.</summary>
internal sealed partial class StartupAccessLog(
    IOptions<AccessOptions> options, CallerResolver callers, ILogger<StartupAccessLog> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (callers.IsOpenOnlyHere)
            LogOpenHere();
        else if (options.Value.Open == true)
            LogOpen();
        else
            LogTokens();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1, LogLevel.Information,
        "Open to this machine only, as this is Development: from here everybody may publish, read and trim without a token; from " +
        "elsewhere a token is needed.")]
    private partial void LogOpenHere();

    [LoggerMessage(2, LogLevel.Warning,
        "Open to everybody who can reach it (Access:Open=true): anybody may publish, read and trim everything.")]
    private partial void LogOpen();

    [LoggerMessage(3, LogLevel.Information, "Tokens are needed, but for what Topics:Policies leaves open to all.")]
    private partial void LogTokens();
}
