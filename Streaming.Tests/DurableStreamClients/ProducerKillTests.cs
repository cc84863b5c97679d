using System.Globalization;
using Streaming.Tests.Support;

namespace Streaming.Tests.DurableStreamClients;

/// <summary>Tests that idempotent producers write each message once although the server is killed while they write.</summary>
[Trait("Category", "Slow")]
public sealed class ProducerKillTests : IDisposable
{
    private const int Producers = 10;
    private const int Lines = 300;
    private const int Kills = 3;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [NodeFact(NodePackages.DurableStreamClients)]
    public async Task Nothing_is_lost_and_nothing_is_twice_under_kills_of_the_server()
    {
        var server = await ServerProcess.StartAsync(_folder, "--Access:Open", "true");
        var address = server.Address.ToString().TrimEnd('/');
        try
        {
            await using var producers = NodeScript.Start(
                "producers.mjs", $"{address}/v1/stream", "kill", Text(Producers), Text(Lines));
            for (var kill = 1; kill <= Kills; kill++)
            {
                var until = kill * Producers * Lines / (Kills + 1);
                while (await producers.NextAsync() is var line && (line == "done" || Progress(line) < until))
                    line.Should().NotBe("done", "the server is killed while the producers write");
                await server.KillAsync();
                await server.DisposeAsync();
                server = await ServerProcess.StartAsync(_folder, "--Access:Open", "true", "--Urls", address);
            }

            while (await producers.NextAsync() != "done")
            {
            }

            for (var id = 0; id < Producers; id++)
                (await NumbersAsync(server, $"own-{id}"))[id].Should().Equal(Enumerable.Range(1, Lines), "of stream {0}", id);
            var common = await NumbersAsync(server, "common");
            common.Should().HaveCount(Producers);
            foreach (var (id, numbers) in common)
                numbers.Should().Equal(Enumerable.Range(1, Lines), "of producer {0} in the common stream", id);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    // Returns the numbers of each producer in the order in which a stream has them.
    private static async Task<Dictionary<int, List<int>>> NumbersAsync(ServerProcess server, string stream)
    {
        var all = await server.Client.GetJsonAsync($"/topics/kill:{stream}/messages");
        return all.EnumerateArray().Select(message => message.GetProperty("data"))
            .GroupBy(data => data.GetProperty("id").GetInt32())
            .ToDictionary(group => group.Key, group => group.Select(data => data.GetProperty("i").GetInt32()).ToList());
    }

    private static int Progress(string line) => int.Parse(line.AsSpan("progress ".Length), CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
