using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaming.Tests.Support;

namespace Streaming.Tests.Postgresql;

/// <summary>The numbers of subscribers over nodes that share a database.</summary>
[Trait("Category", "Slow")]
public sealed class ClusterSubscribersTests : TestsWithPostgres
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddYears(50));

    [PostgresFact]
    public async Task Topics_and_publishes_count_the_subscribers_of_all_nodes()
    {
        await using var a = await StartAsync();
        await using var b = await StartAsync();
        await using var first = await EventStream.OpenAsync(a.Client, "/topics/news/events");
        await using (await EventStream.OpenAsync(b.Client, "/topics/news/events"))
        {
            foreach (var node in (TestServer[])[a, b])
            {
                await BecomesAsync(node, "news", 2);
                using var published = await node.Client.PostAsync("/topics/news/messages", new StringContent("hello")).OrTimeout();
                JsonDocument.Parse(await published.Content.ReadAsStringAsync()).RootElement.GetProperty("subscribers").GetInt32().Should()
                    .Be(2);
            }

            // A node that starts later hears of all.
            await using var c = await StartAsync();
            await BecomesAsync(c, "news", 2);
        }

        await BecomesAsync(a, "news", 1);
        await BecomesAsync(b, "news", 1);
    }

    [PostgresFact]
    public async Task A_node_that_is_gone_has_no_subscribers_and_one_that_registers_again_has_its_own()
    {
        await using var a = await StartAsync();
        await using (var b = await StartAsync())
        {
            await using var stream = await EventStream.OpenAsync(b.Client, "/topics/news/events");
            await BecomesAsync(a, "news", 1);

            await Database.RunAsync("TRUNCATE streaming.nodes, streaming.subscribers, streaming.subscriber_nodes");

            // The other node counts both only if it registers again with the subscribers that it had.
            await using var second = await EventStream.OpenAsync(b.Client, "/topics/news/events");
            await BecomesAsync(a, "news", 2);
        }

        await BecomesAsync(a, "news", 0);
    }

    private Task<int> BecomesAsync(TestServer server, string topic, int count) => Eventually.BecomesAsync(
        async () =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return (await server.Client.GetJsonAsync($"/topics/{topic}")).GetProperty("subscribers").GetInt32();
        },
        now => now == count);

    private Task<TestServer> StartAsync() => TestServer.StartAsync(
        builder => builder.Services.AddSingleton<TimeProvider>(_clock), folder: null, Database.Settings);
}
