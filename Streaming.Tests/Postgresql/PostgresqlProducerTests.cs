using Npgsql;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;
using Streaming.Server.Core.Topics;
using Streaming.Tests.Support;

namespace Streaming.Tests.Postgresql;

/// <summary>Idempotent producers and lives of topics on a connection that breaks, and on several nodes.</summary>
[Trait("Category", "Slow")]
public sealed class PostgresqlProducerTests
{
    [PostgresFact]
    public async Task Each_request_of_a_producer_is_stored_once_although_answers_are_lost()
    {
        const int Producers = 4;
        const int Requests = 40;
        await using var data = await PostgresDatabase.CreateAsync();
        var direct = new NpgsqlConnectionStringBuilder(data.ConnectionString);
        var random = new Random(7);
        await using var relay = new TcpRelay(new Uri($"http://{direct.Host}:{direct.Port}/"), () => random.Next(4_000, 60_000));
        await using var node = await PostgresNode.StartAsync(data.ConnectionString);
        await using var cut = PostgresNode.Create(
            new NpgsqlConnectionStringBuilder(data.ConnectionString) { Host = "127.0.0.1", Port = relay.Address.Port }.ConnectionString);
        await StartAsync(cut);
        await node.Log.CreateAsync("s");

        await Task.WhenAll(Enumerable.Range(0, Producers).Select(producer => ProduceAsync(cut, producer, Requests)));

        var all = (await node.Log.AllAsync("s")).ConvertAll(each => each.Text);
        for (var producer = 0; producer < Producers; producer++)
            all.Where(text => text.StartsWith($"{producer}:", StringComparison.Ordinal)).Should()
                .Equal(Enumerable.Range(0, Requests).Select(seq => $"{producer}:{seq}"));
        all.Should().HaveCount(Producers * Requests);
    }

    [PostgresFact]
    public async Task A_request_that_reaches_two_nodes_at_the_same_time_is_stored_once()
    {
        const int Requests = 60;
        await using var data = await PostgresDatabase.CreateAsync();
        await using var one = await PostgresNode.StartAsync(data.ConnectionString);
        await using var other = await PostgresNode.StartAsync(data.ConnectionString);
        await one.Log.CreateAsync("s");

        for (var seq = 0; seq < Requests; seq++)
        {
            var results = await Task.WhenAll(((PostgresNode[])[one, other]).Select(
                node => node.Log.ProduceAsync("s", "p", epoch: 0, seq, $"{seq}")));
            results.Select(result => result.Outcome()).Should().BeEquivalentTo([AppendOutcome.Appended, AppendOutcome.Duplicate]);
        }

        (await one.Log.AllAsync("s")).ConvertAll(each => each.Text).Should().Equal(Enumerable.Range(0, Requests).Select(seq => $"{seq}"));
    }

    [PostgresFact]
    public async Task A_producer_of_an_earlier_epoch_appends_nothing_after_a_later_one_at_another_node()
    {
        const int Rounds = 60;
        await using var data = await PostgresDatabase.CreateAsync();
        await using var one = await PostgresNode.StartAsync(data.ConnectionString);
        await using var other = await PostgresNode.StartAsync(data.ConnectionString);
        await one.Log.CreateAsync("s");

        for (var round = 0; round < Rounds; round++)
        {
            await one.Log.ProduceAsync("s", $"p{round}", epoch: 0, seq: 0, $"{round}:first");
            await Task.WhenAll(
                one.Log.ProduceAsync("s", $"p{round}", epoch: 0, seq: 1, $"{round}:old"),
                other.Log.ProduceAsync("s", $"p{round}", epoch: 1, seq: 0, $"{round}:new"));
        }

        var all = (await one.Log.AllAsync("s")).ConvertAll(each => each.Text);
        for (var round = 0; round < Rounds; round++)
            all.FindAll(text => text.StartsWith($"{round}:", StringComparison.Ordinal))[^1].Should().Be($"{round}:new");
    }

    [PostgresFact]
    public async Task A_node_follows_what_other_nodes_do_to_topics_that_it_knows()
    {
        await using var data = await PostgresDatabase.CreateAsync();
        await using var one = await PostgresNode.StartAsync(data.ConnectionString);
        await using var other = await PostgresNode.StartAsync(data.ConnectionString);
        var first = await one.Log.AppendAsync("s", "1");
        await other.Log.AppendAsync("s", "2");

        (await other.Log.CloseAsync("s")).Outcome().Should().Be(AppendOutcome.Appended);
        (await one.Log.AppendAsync("s", "3")).Outcome().Should().Be(AppendOutcome.Closed, "its cache does not know it");
        (await other.Log.DeleteAsync("s")).Should().Be(DeleteOutcome.Deleted);
        var second = await one.Log.AppendAsync("s", "4");
        (second.First, second.Epoch == first.Epoch).Should().Be((1, false));
        (await other.Log.DeleteAsync("s")).Should().Be(DeleteOutcome.Deleted);
        (await one.Log.CreateAsync("s", creation: null, "5")).Outcome().Should().Be(AppendOutcome.Created);
        (await other.Log.AppendAsync("s", "6")).Verdict.Should().BeNull();
        (await one.Log.AllAsync("s")).Should().Equal((1, "5"), (2, "6"));
    }

    // A node whose connections break may have to try several times.
    private static async Task StartAsync(PostgresNode node)
    {
        while (true)
        {
            try
            {
                await node.Log.StartAsync(CancellationToken.None).OrTimeout();
                return;
            }
            catch (Exception e) when (e is NpgsqlException or Streaming.Server.Core.Configuration.StartException)
            {
                // The connection broke; the next attempt has another one.
            }
        }
    }

    private static async Task ProduceAsync(PostgresNode node, int producer, int requests)
    {
        for (var seq = 0; seq < requests;)
        {
            try
            {
                var result = await node.Log.ProduceAsync("s", $"p{producer}", 0, seq, $"{producer}:{seq}");
                result.Outcome().Should().BeOneOf(AppendOutcome.Appended, AppendOutcome.Duplicate);
                seq++;
            }
            catch (RefusalException)
            {
                // As a client does, it repeats the request with the same number.
            }
        }
    }
}
