using System.Net.WebSockets;
using Streaming.Server.Centrifugal.Protocol;
using Streaming.Stress.Clients;
using Streaming.Stress.Ledgers;
using Streaming.Stress.Servers;
using Streaming.Stress.Transports;

namespace Streaming.Stress.Scenarios;

/// <summary>One Centrifugal connection that subscribes 400 channels and unsubscribes them in random order, again and again.</summary>
internal static class ChurnRun
{
    private const int Channels = 400;

    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(20);

    public static async Task RunAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        var server = await run.Servers.StartAsync(
            new ServerOptions().With(("Centrifugal:MaxChannels", "500"), ("Access:Limits:NewTopicsPerMinute", "100000")),
            cancellationToken);
        string[] topics = [.. Enumerable.Range(0, Channels).Select(channel => $"churn:{channel}")];
        await using var load = new Workload(run, () => server.Address);
        load.Publish(4, new PublishOptions { Topics = topics, MaxBatch = 3 });
        var before = await ServerState.ReadAsync(server, cancellationToken);
        var record = run.Ledger.NewReader("churn");
        foreach (var topic in topics)
            record.Follow(topic);
        using (var socket = await WebSocketFrames.OpenAsync(server.Address, "/connection/websocket", string.Empty, cancellationToken))
        {
            var connection = new ChurnConnection(run, socket, record);
            await connection.BeginAsync(cancellationToken);
            var random = run.NewRandom();
            while (!run.IsOver(s_duration))
            {
                random.Shuffle(topics);
                await connection.SubscribeAsync(topics, cancellationToken);
                random.Shuffle(topics);
                await connection.UnsubscribeAsync(topics, cancellationToken);
                run.Result.Count("rounds");
            }

            await load.StopPublishingAsync();
            await run.Ledger.CheckAsync(server.Address, cancellationToken);
            await connection.SubscribeAsync(topics, cancellationToken);
            record.CheckComplete();
        }

        await Leftovers.CheckAsync(run, server, before, cancellationToken);
    }
}
