using System.Net.Sockets;
using Streaming.Stress.Clients;
using Streaming.Stress.Report;
using Streaming.Stress.Servers;

namespace Streaming.Stress.Scenarios;

/// <summary>Many subscribers that connect at the same moment, each far behind.</summary>
internal static class StormRun
{
    private const string Topic = "stress:storm";
    private const int BatchMessages = 1_000;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(15);

    public static async Task RunAsync(ScenarioRun run, int subscribers, int behind, CancellationToken cancellationToken)
    {
        var server = await run.Servers.StartAsync(new ServerOptions(), cancellationToken);
        using var publisher = new Publisher(
            () => server.Address, run.Ledger, run.Result,
            new PublishOptions { Topics = [Topic], MaxBatch = BatchMessages }, run.NewRandom());
        while (run.Ledger.Of(Topic).Newest <= behind)
            await publisher.PublishAsync(Topic, cancellationToken);
        var newest = run.Ledger.Of(Topic).NewestPosition!.Value;
        var before = await ServerState.ReadAsync(server, cancellationToken);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(s_patience);
        await Task.WhenAll(Enumerable.Range(0, subscribers).Select(number => Task.Run(
            () => SubscribeAsync(run, server, number, newest.Epoch, newest.Offset - behind, newest.Offset, late.Token),
            CancellationToken.None)));
        await run.Ledger.CheckAsync(server.Address, cancellationToken);
        await Leftovers.CheckAsync(run, server, before, cancellationToken);
    }

    private static async Task SubscribeAsync(
        ScenarioRun run, ServerProcess server, int number, string epoch, long after, long newest, CancellationToken cancellationToken)
    {
        using var subscriber = new CountingSubscriber(await OpenAsync(server, number, cancellationToken));
        await subscriber.BeginAsync(Topic, epoch, after, cancellationToken);
        run.Result.Count("subscribers");
        var isComplete = await subscriber.ReachAsync(newest, cancellationToken);
        run.Result.Count("received", subscriber.Messages);
        run.Result.Check(Promises.Once, isComplete && subscriber.OutOfOrder == 0 && subscriber.Messages == newest - after,
            $"{newest - after} messages up to offset {newest}, in order (subscriber {number})",
            $"{subscriber.Messages} messages up to {subscriber.Last}; out of order: {subscriber.OutOfOrder}", Topic, subscriber.Last);
    }

    // The queue of connections that wait for the server's accept is short, so that some attempts fail at first.
    private static async Task<RawConnection> OpenAsync(ServerProcess server, int number, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await RawConnection.OpenAsync(server.Address, number, receiveBuffer: null, cancellationToken);
            }
            catch (SocketException)
            {
                await Task.Delay(100, cancellationToken);
            }
        }
    }
}
