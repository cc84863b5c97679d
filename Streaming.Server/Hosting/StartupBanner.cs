using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using Streaming.Server.Access;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Origins;
using Streaming.Server.Core.Configuration;

namespace Streaming.Server.Hosting;

/// <summary>
/// When the server has started, logs the URL of the web page, three commands to try (with a token if the server requires one), and
/// the folder of the data.
/// </summary>
internal sealed partial class StartupBanner(
    IServer server, IConfiguration configuration, DataFolder data, IOptions<AccessOptions> access, CallerResolver callers,
    IHostApplicationLifetime lifetime, ILogger<StartupBanner> logger) : IHostedService
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
            if (callers.IsOpenLocally || access.Value.Open == true)
                LogAddress(address);
            else
                LogAddressWithToken(address);
        }

        // If the store is in PostgreSQL or in memory, the server has no data in this folder.
        if (configuration["Storage:Provider"] is null or "" or "sqlite")
            LogFolder(data.Path);
    }

    [LoggerMessage(1, LogLevel.Information, """
        Started the server; the page is at {Address}, the console at {Address}/console
        Three commands to try:
          curl -N {Address}/topics/ticks/events
          curl -d 'hello' {Address}/topics/room:lobby/messages
          curl -o lobby.csv '{Address}/topics/room:lobby/messages?format=csv'
        """)]
    private partial void LogAddress(string address);

    [LoggerMessage(3, LogLevel.Information, """
        Started the server; the page is at {Address}, the console at {Address}/console
        Three commands to try, which need a token:
          TOKEN=$(streaming token create --publish 'room:*' --subscribe 'room:*')
          curl -d 'hello' -H "Authorization: Bearer $TOKEN" {Address}/topics/room:lobby/messages
          curl -N -H "Authorization: Bearer $TOKEN" '{Address}/topics/room:lobby/events?after=earliest'
        """)]
    private partial void LogAddressWithToken(string address);

    [LoggerMessage(2, LogLevel.Information, "Opened the data in the folder {Folder}")]
    private partial void LogFolder(string folder);
}
