using System.Collections.Concurrent;
using Streaming.Stress.Clients;
using Streaming.Stress.Ledgers;
using Streaming.Stress.Report;
using Streaming.Stress.Servers;

namespace Streaming.Stress.Scenarios;

/// <summary>A webhook whose receiver refuses some requests, while processes that send the requests are killed.</summary>
internal static class WebhooksRun
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);
    private static readonly string[] s_topics = ["hook:a", "hook:b", "hook:c"];

    public static async Task RunAsync(ScenarioRun run, WorkProcesses processes, Func<Task> causeFaults, CancellationToken cancellationToken)
    {
        var last = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        var (random, refusals) = (run.NewRandom(), run.NewRandom());
        await using var receiver = new WebhookReceiver(FreePort.Take(), messages => Take(run, last, messages));
        receiver.Refuses = () =>
        {
            lock (refusals)
                return refusals.Next(10) == 0;
        };
        using var api = new ApiClient(() => processes.Any(random));
        await api.SendAsync(
            HttpMethod.Post, "/webhooks", $"{{\"url\":\"{receiver.Address}\",\"topics\":[\"hook:*\"]}}", key: null, cancellationToken);
        await using var load = new Workload(run, () => processes.Any(random));
        load.Publish(3, new PublishOptions { Topics = s_topics, MaxBatch = 3, Pause = TimeSpan.FromMilliseconds(10) });
        await causeFaults();
        await load.EndAsync(processes.Servers[0].Address, cancellationToken);
        foreach (var topic in s_topics)
            await CheckAsync(run, last, topic, cancellationToken);
    }

    // A request that was in flight at a kill arrives twice, so that offsets may go back; they never leave out a message.
    private static void Take(ScenarioRun run, ConcurrentDictionary<string, long> last, IReadOnlyList<ReceivedMessage> messages)
    {
        foreach (var message in messages)
        {
            var (topic, offset) = (message.Topic, message.Position.Offset);
            var before = last.GetValueOrDefault(topic);
            run.Result.Check(
                Promises.WebhookOrder, offset <= before + 1, $"offset {before + 1} or an earlier one", $"offset {offset}", topic, offset);
            last[topic] = Math.Max(before, offset);
            run.Ledger.Of(topic).Seen("the webhook", message.Position, message.Id);
            run.Result.Count(offset <= before ? "received again" : "received");
        }
    }

    private static async Task CheckAsync(
        ScenarioRun run, ConcurrentDictionary<string, long> last, string topic, CancellationToken cancellationToken)
    {
        var newest = run.Ledger.Of(topic).Newest;
        var isThere = await ScenarioRun.BecomesAsync(
            () => Task.FromResult(last.GetValueOrDefault(topic) >= newest), s_patience, cancellationToken);
        run.Result.Check(
            Promises.WebhookOnce, isThere, $"all messages up to offset {newest}", $"messages up to {last.GetValueOrDefault(topic)}", topic);
    }
}
