using System.Diagnostics;
using System.Globalization;
using Streaming.Tests.Support;
using Xunit.Abstractions;

namespace Streaming.Tests.Cluster;

/// <summary>A node that is stopped by SIGSTOP in the middle of its work, as by a debugger or an overloaded host.</summary>
[Trait("Category", "Slow")]
public sealed class FrozenNodeTests(ITestOutputHelper output)
{
    private const string Hot = "room:hot";

    private static readonly TimeSpan s_frozen = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(1);

    [PostgresFact]
    public async Task A_frozen_node_holds_up_no_publish_of_another_node_to_the_same_topic()
    {
        await using var nodes = await ClusterNodes.StartAsync(count: 2);
        var ledger = new Ledger();
        using var stopping = new CancellationTokenSource();
        var frozen = Enumerable.Range(0, 4).Select(i => PublishAsync(nodes.Client(0), $"frozen{i}", ledger, stopping.Token)).ToList();
        await Eventually.BecomesAsync(() => Task.FromResult(ledger.Acknowledged), acknowledged => acknowledged > 40);

        var before = await MeasureAsync(nodes.Client(1), "before", ledger);
        nodes.Freeze(0);
        TimeSpan meanwhile;
        try
        {
            meanwhile = await MeasureAsync(nodes.Client(1), "meanwhile", ledger);
        }
        finally
        {
            nodes.Thaw(0);
        }

        await stopping.CancelAsync();
        await Task.WhenAll(frozen).OrTimeout();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"p99 of publishes: {before.TotalMilliseconds:0} ms, beside a frozen node {meanwhile.TotalMilliseconds:0} ms."));
        ledger.Check(Hot, await ClusterTransports.DownloadAsync(nodes.Address(1), Hot));
        ledger.Faults.Should().BeEmpty();
        // A publish that waited for the frozen node would wait until its end. On a machine that is too busy for the limit, publishes were
        // as slow before.
        meanwhile.Should().BeLessThan(before * 1.5 > s_limit ? before * 1.5 : s_limit);
    }

    // The 99th percentile of the durations of publishes, one after another for as long as the node is frozen.
    private static async Task<TimeSpan> MeasureAsync(HttpClient client, string name, Ledger ledger)
    {
        var durations = new List<TimeSpan>();
        for (var begun = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begun) < s_frozen;)
        {
            var started = Stopwatch.GetTimestamp();
            await PublishAsync(client, $"{name}:{durations.Count}", ledger);
            durations.Add(Stopwatch.GetElapsedTime(started));
        }

        durations.Sort();
        return durations[durations.Count * 99 / 100];
    }

    private static async Task PublishAsync(HttpClient client, string name, Ledger ledger, CancellationToken cancellationToken)
    {
        for (var i = 0; !cancellationToken.IsCancellationRequested; i++)
            await PublishAsync(client, $"{name}:{i}", ledger);
    }

    private static async Task PublishAsync(HttpClient client, string text, Ledger ledger)
    {
        var answer = await client.PublishAsync(Hot, text);
        ledger.OnAcknowledged(Hot, new Received(answer.GetProperty("first").GetString()!, string.Empty, text).Offset, text);
    }
}
