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
    private const int WhileFrozen = 100;

    [PostgresFact]
    public async Task A_frozen_node_holds_up_no_publish_of_another_node_to_the_same_topic()
    {
        await using var nodes = await ClusterNodes.StartAsync(count: 2);
        var ledger = new Ledger();
        using var stopping = new CancellationTokenSource();
        var frozen = Enumerable.Range(0, 4).Select(i => PublishAsync(nodes.Client(0), $"frozen{i}", ledger, stopping.Token)).ToList();
        await Eventually.BecomesAsync(() => Task.FromResult(ledger.Acknowledged), acknowledged => acknowledged > 40);

        var worst = TimeSpan.Zero;
        nodes.Freeze(0);
        try
        {
            for (var i = 0; i < WhileFrozen; i++)
            {
                var started = Stopwatch.GetTimestamp();
                await PublishAsync(nodes.Client(1), $"other:{i}", ledger);
                worst = Stopwatch.GetElapsedTime(started) is var taken && taken > worst ? taken : worst;
            }
        }
        finally
        {
            nodes.Thaw(0);
        }

        await stopping.CancelAsync();
        await Task.WhenAll(frozen).OrTimeout();
        output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"Worst publish beside a frozen node: {worst.TotalMilliseconds:0} ms."));
        ledger.Check(Hot, await ClusterTransports.DownloadAsync(nodes.Address(1), Hot));
        ledger.Faults.Should().BeEmpty();
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
