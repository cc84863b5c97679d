using Streaming.Tests.Support;
using Xunit.Abstractions;

namespace Streaming.Tests.Cluster;

/// <summary>
/// The primary of two PostgreSQL servers is killed, and its standby is promoted, while three nodes publish and deliver. Repeated as often
/// as <c>STREAMING_CLUSTER_FAILOVERS</c> says.
/// </summary>
[Trait("Category", "Slow")]
public sealed class FailoverTests(ITestOutputHelper output)
{
    [PostgresFact]
    public async Task Exactly_the_readers_of_messages_that_an_asynchronous_failover_loses_are_told()
    {
        for (var i = 0; i < ClusterSettings.Failovers; i++)
        {
            var result = await FailOverAsync(isSynchronous: false);
            result.Faults.Should().BeEmpty();
            result.Lost.Should().BePositive("the standby was cut off");
            result.Told.Should().BeInRange(1, result.Readers - 1);
        }
    }

    [PostgresFact]
    public async Task A_synchronous_failover_loses_nothing_and_disturbs_no_reader()
    {
        for (var i = 0; i < ClusterSettings.Failovers; i++)
        {
            var result = await FailOverAsync(isSynchronous: true);
            result.Faults.Should().BeEmpty();
            (result.Lost, result.Told).Should().Be((0, 0));
        }
    }

    private async Task<FailoverResult> FailOverAsync(bool isSynchronous)
    {
        await using var run = await FailoverRun.StartAsync(isSynchronous);
        var result = await run.RunAsync(isCutOff: !isSynchronous);
        output.WriteLine(
            $"{result.Lost} of {result.Acknowledged} acknowledged messages lost, {result.Told} of {result.Readers} readers told.");
        return result;
    }
}
