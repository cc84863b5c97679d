using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using Streaming.Server.Access;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Origins;

namespace Streaming.Server.Hosting;

/// <summary>
/// When the server has started, logs the URL of the web page, and commands to try (with a token if the server requires one).
/// </summary>
internal sealed partial class StartupBanner(
    IServer server, IConfiguration configuration, IOptions<AccessOptions> access, CallerResolver callers,
    FirstCommands commands, IHostApplicationLifetime lifetime, ILogger<StartupBanner> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(Log);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Log()
    {
        if (server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is { } bound)
        {
            var address = bound.Replace("[::]", "localhost", StringComparison.Ordinal)
                .Replace("0.0.0.0", "localhost", StringComparison.Ordinal) + PublicPath.Configured(configuration);
            var lines = callers.IsOpenLocally || access.Value.Open == true ? commands.WithoutToken(address) : commands.WithToken(address);
            LogAddress(address, string.Join(Environment.NewLine, lines));
        }
    }

    [LoggerMessage(1, LogLevel.Information, """
        Started the server; the page is at {Address}, the console at {Address}/console
        {Commands}
        """)]
    private partial void LogAddress(string address, string commands);
}
