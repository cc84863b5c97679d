using Microsoft.Extensions.Options;

namespace Streaming.Server.Access.Authorization;

/// <summary>
/// Writes to the log at startup whether callers need a token. If they do not, the log entry states whether the server is open to everyone
/// or only to its own machine.
/// </summary>
internal sealed partial class StartupAccessLog(
    IOptions<AccessOptions> options, CallerResolver callers, ILogger<StartupAccessLog> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (callers.IsOpenLocally)
            LogOpenHere();
        else if (options.Value.Open == true)
            LogOpen();
        else
            LogTokens();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1, LogLevel.Information,
        "Opened the server to this machine only, since the environment is Development: callers on this machine may publish, read " +
        "and trim without a token; other callers need a token.")]
    private partial void LogOpenHere();

    [LoggerMessage(2, LogLevel.Warning,
        "Opened the server to everybody who can reach it (Access:Open=true): anybody may publish, read and trim everything.")]
    private partial void LogOpen();

    [LoggerMessage(3, LogLevel.Information,
        "Required a token of all callers, except for the topics that Topics:Policies opens to everyone.")]
    private partial void LogTokens();
}
