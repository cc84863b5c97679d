using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Rooms;

/// <summary>Tells the counts of big rooms at a steady pace, however many come and go.</summary>
internal sealed partial class MemberCountPublisher(MemberRegistry members, TimeProvider time, IOptions<PresenceOptions> options, ILogger<MemberCountPublisher> logger) : BackgroundService
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
            // The server stops.
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
            // The log is in trouble; the next change tells the counts.
            LogNotTold(e);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            // A fault here is no reason to stop the host.
            LogFailed(e);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "How many are in a room could not be published.")]
    private partial void LogNotTold(Exception exception);

    [LoggerMessage(2, LogLevel.Error, "Failed to publish the member counts of rooms; the next change publishes them.")]
    private partial void LogFailed(Exception exception);
}
