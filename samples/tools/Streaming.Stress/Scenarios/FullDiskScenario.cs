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
        using var publisher = new Publisher(
            () => server.Server.Address, run.Ledger, run.Result, new PublishOptions { Topics = [Topic], Padding = Large }, run.NewRandom());
        for (var round = 0; round < run.Kills(3); round++)
        {
            for (var i = 0; i < 150; i++)
                await publisher.PublishAsync(Topic, cancellationToken);
            server.Faults.LimitDisk(0);
            // Publishes until the write-ahead log is full too.
            var refused = await ScenarioRun.BecomesAsync(
                async () => !await publisher.PublishAsync(Topic, cancellationToken), s_patience, cancellationToken);
            run.Result.Check(Promises.Answers, refused, "a refusal on the full disk", "only acknowledgements", Topic);
            run.Result.Check(FaultPromises.NotReady, await ScenarioRun.BecomesAsync(
                async () => !await server.IsReadyAsync(), s_patience, cancellationToken), "not ready", "ready");
            await EmptyAsync(run, server, cancellationToken);
            var stored = await publisher.PublishAsync(Topic, cancellationToken);
            run.Result.Check(FaultPromises.Emptied, stored, "a publish after the deletion", "a refusal", Topic);
            server.Faults.Mend();
            run.Result.Check(FaultPromises.Recovers, await ScenarioRun.BecomesAsync(
                server.IsReadyAsync, s_patience, cancellationToken), "ready", "not ready");
        }

        await run.Ledger.CheckAsync(server.Server.Address, [Topic], cancellationToken);
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
