using System.Net;
using Streaming.Stress.Clients;
using Streaming.Stress.Faults;
using Streaming.Stress.Report;
using Streaming.Stress.Servers;

namespace Streaming.Stress.Scenarios;

/// <summary>Fills the disk with large messages, deletes the oldest ones over HTTP, and publishes again.</summary>
internal static class FullDiskScenario
{
    private const string Topic = "full";
    private const int Large = 60_000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public static async Task RunAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        await using var server = await FaultyServer.StartAsync(run, new ServerOptions(), recordsWrites: false, cancellationToken);
        using var publisher = NewPublisher(run, server, Large);
        using var small = NewPublisher(run, server, padding: 0);
        for (var round = 0; round < run.Kills(3); round++)
        {
            for (var i = 0; i < 150; i++)
                await publisher.PublishAsync(Topic, cancellationToken);
            server.Faults.LimitDisk(0);
            await FillAsync(run, server, publisher, small, cancellationToken);
            await EmptyAsync(run, server, cancellationToken);
            var stored = await publisher.PublishAsync(Topic, cancellationToken);
            run.Result.Check(FaultPromises.Emptied, stored, "a publish after the deletion", "a refusal", Topic);
            server.Faults.Mend();
            run.Result.Check(FaultPromises.Recovers, await ScenarioRun.BecomesAsync(
                server.IsReadyAsync, s_patience, cancellationToken), "ready", "not ready");
        }

        await run.Ledger.CheckAsync(server.Server.Address, [Topic], cancellationToken);
    }

    private static Publisher NewPublisher(ScenarioRun run, FaultyServer server, int padding) => new(
        () => server.Server.Address, run.Ledger, run.Result, new PublishOptions { Topics = [Topic], Padding = padding }, run.NewRandom());

    // Publishes until the pages that the database and its log already have are full too. A small message may still fit where a large one
    // does not; the server is not ready when it can store neither.
    private static async Task FillAsync(
        ScenarioRun run, FaultyServer server, Publisher large, Publisher small, CancellationToken cancellationToken)
    {
        var isFull = await ScenarioRun.BecomesAsync(
            async () =>
            {
                for (var i = 0; i < 20; i++)
                {
                    if (!await large.PublishAsync(Topic, cancellationToken) && !await small.PublishAsync(Topic, cancellationToken))
                        return !await server.IsReadyAsync();
                }

                return false;
            },
            s_patience, cancellationToken);
        run.Result.Check(FaultPromises.NotReady, isFull, "refusals on the full disk, and not ready", "acknowledgements, or ready", Topic);
    }

    private static async Task EmptyAsync(ScenarioRun run, FaultyServer server, CancellationToken cancellationToken)
    {
        var newest = run.Ledger.Of(Topic).NewestPosition!.Value;
        run.Ledger.Of(Topic).Trimming(newest.Offset);
        using var response = await server.Http.DeleteAsync(server.Uri($"/topics/{Topic}/messages?before={newest}"), cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        run.Result.Check(
            FaultPromises.Emptied, response.StatusCode == HttpStatusCode.OK, "OK", $"{response.StatusCode}: {text}", Topic);
        if (response.IsSuccessStatusCode)
            run.Ledger.Of(Topic).Trimmed(newest.Offset);
    }
}
