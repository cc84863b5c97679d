using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Streaming.Server.Access.Origins;

namespace Streaming.Server.Hosting;

/// <summary>Logs the URL of the web page, and three commands to try, when the server has started.</summary>
internal sealed partial class StartupBanner(
    IServer server, IConfiguration configuration, IHostApplicationLifetime lifetime, ILogger<StartupBanner> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(Log);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Log()
    {
        if (server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is { } address)
            LogAddress(address.Replace("[::]", "localhost", StringComparison.Ordinal)
                .Replace("0.0.0.0", "localhost", StringComparison.Ordinal) + PublicPath.Configured(configuration));
    }

    [LoggerMessage(1, LogLevel.Information, """
        Started the server; the page is at {Address}
        Three commands to try:
          curl -N {Address}/topics/ticks/events
          curl -d 'hello' {Address}/topics/room:lobby/messages
          curl -o lobby.csv '{Address}/topics/room:lobby/messages?format=csv'
        """)]
    private partial void LogAddress(string address);
}
