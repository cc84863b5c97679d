using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Rooms;

/// <summary>
/// Publishes the numbers of members of big rooms at a fixed interval. In a big room there would be too many messages if each join and leave
/// were published.
/// </summary>
internal sealed partial class MemberCountPublisher(
    MemberRegistry members, TimeProvider time, IOptions<PresenceOptions> options, ILogger<MemberCountPublisher> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var turns = new PeriodicTimer(options.Value.BatchInterval, time);
        try
        {
            while (await turns.WaitForNextTickAsync(stoppingToken))
                await PublishAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server is stopping, so the loop ends.
        }
    }

    private async Task PublishAsync(CancellationToken stoppingToken)
    {
        try
        {
            await members.PublishChangesAsync(stoppingToken);
        }
        catch (RefusalException e)
        {
            // The log does not accept messages at the moment. The number of members of a room is published after the next join or leave in
            // the room.
            LogRefused(e);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            // Catches every exception: an exception that a background service does not catch would stop the whole server.
            LogFailed(e);
        }
    }

    [LoggerMessage(1, LogLevel.Information,
        "Failed to publish the numbers of members of rooms, because the log refused them; the next change publishes them.")]
    private partial void LogRefused(Exception exception);

    [LoggerMessage(2, LogLevel.Error,
        "Failed to publish the numbers of members of rooms, because of an unexpected error; the next change publishes them.")]
    private partial void LogFailed(Exception exception);
}
