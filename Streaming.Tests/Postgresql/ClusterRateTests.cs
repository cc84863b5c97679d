using System.Diagnostics;
using System.Net;
using Streaming.Server.Storage.Postgresql;
using Streaming.Tests.Access;
using Streaming.Tests.Support;

namespace Streaming.Tests.Postgresql;

/// <summary>The rate limit of a client that publishes on several nodes.</summary>
[Trait("Category", "Slow")]
public sealed class ClusterRateTests : TestsWithPostgres
{
    private const int Burst = 20;

    [PostgresFact]
    public async Task A_client_has_its_whole_limit_on_one_of_three_nodes()
    {
        await using var a = await StartAsync();
        await using var b = await StartAsync();
        await using var c = await StartAsync();
        await SendHeartbeatAsync(a, b, c);

        (await PublishAsync(Burst, a)).Should().Be(Burst);
    }

    [PostgresFact]
    public async Task A_client_has_its_limit_once_on_three_nodes_together()
    {
        await using var a = await StartAsync();
        await using var b = await StartAsync();
        await using var c = await StartAsync();
        await SendHeartbeatAsync(a, b, c);
        var started = Stopwatch.GetTimestamp();

        var accepted = await PublishAsync(4 * Burst, a, b, c);

        accepted.Should().BeInRange(Burst, Burst + 1 + (int)Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    // Each node counts the others with its heartbeat.
    private static async Task SendHeartbeatAsync(params TestServer[] nodes)
    {
        foreach (var node in nodes)
            await node.Get<PostgresqlNodes>().SendHeartbeatAsync(CancellationToken.None).OrTimeout();
    }

    private static async Task<int> PublishAsync(int count, params TestServer[] nodes)
    {
        var token = Tokens.For("ann", ["news"], ["news"]);
        var accepted = 0;
        for (var i = 0; i < count; i++)
        {
            using var response = await nodes[i % nodes.Length].Client.PublishWithAsync(token, "news");
            if (response.StatusCode == HttpStatusCode.Created)
                accepted++;
            else
                (await response.ProblemAsync(HttpStatusCode.TooManyRequests)).Should().Contain("Access:Limits:PublishRate");
        }

        return accepted;
    }

    private Task<TestServer> StartAsync() => Tokens.StartServerAsync(
        [.. Database.Settings, ("Access:Limits:PublishRate", "1"), ("Access:Limits:PublishBurst", $"{Burst}")]);
}
