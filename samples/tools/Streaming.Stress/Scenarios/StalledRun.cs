using Streaming.Stress.Clients;
using Streaming.Stress.Report;
using Streaming.Stress.Servers;

namespace Streaming.Stress.Scenarios;

/// <summary>Many subscribers of one topic, of which a tenth does not read.</summary>
internal static class StalledRun
{
    private const string Topic = "stress:crowd";
    private const int Rounds = 20;
    private const int StalledBuffer = 4 * 1024;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    public static async Task RunAsync(ScenarioRun run, int subscribers, CancellationToken cancellationToken)
    {
        var server = await run.Servers.StartAsync(new ServerOptions { OpenFiles = subscribers + 1_000 }, cancellationToken);
        using var publisher = new Publisher(() => server.Address, run.Ledger, run.Result,
            new PublishOptions { Topics = [Topic], Padding = 4_000 }, run.NewRandom());
        await publisher.PublishAsync(Topic, cancellationToken);
        var first = run.Ledger.Of(Topic).NewestPosition!.Value;
        var before = await ServerState.ReadAsync(server, cancellationToken);
        var all = new List<CountingSubscriber>();
        try
        {
            for (var i = 0; i < subscribers; i++)
            {
                int? buffer = IsStalled(i) ? StalledBuffer : null;
                all.Add(new CountingSubscriber(await RawConnection.OpenAsync(server.Address, i, buffer, cancellationToken)));
                await all[i].BeginAsync(Topic, first.Epoch, first.Offset, cancellationToken);
                run.Result.Count("subscribers");
            }

            for (var round = 0; round < Rounds; round++)
            {
                await publisher.PublishAsync(Topic, cancellationToken);
                await ReachAsync(run, all, cancellationToken);
            }

            await run.Ledger.CheckAsync(server.Address, cancellationToken);
        }
        finally
        {
            all.ForEach(subscriber => subscriber.Dispose());
        }

        await Leftovers.CheckAsync(run, server, before, cancellationToken);
    }

    private static bool IsStalled(int subscriber) => subscriber % 10 == 0;

    private static async Task ReachAsync(ScenarioRun run, List<CountingSubscriber> all, CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(s_patience);
        var newest = run.Ledger.Of(Topic).Newest;
        await Task.WhenAll(all.Where((_, i) => !IsStalled(i)).Select(async subscriber =>
        {
            var isThere = await subscriber.ReachAsync(newest, late.Token);
            run.Result.Check(Promises.SlowCostsOthersNothing, isThere && subscriber.OutOfOrder == 0,
                $"all messages up to offset {newest}, in order", $"messages up to {subscriber.Last}", Topic, newest);
        }));
        run.Result.Count("rounds");
    }
}
