using System.Collections.Concurrent;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Storage.Postgresql;
using Streaming.Tests.Support;

namespace Streaming.Tests.Postgresql;

/// <summary>Nodes whose PostgreSQL server, with fsync as in production, is killed while they append.</summary>
[Trait("Category", "Slow")]
public sealed class PostgresqlCrashTests : IAsyncLifetime
{
    private static readonly string[] s_topics = ["a", "b", "c"];

    private PostgresServer? _server;

    private PostgresServer Server => _server ?? throw new InvalidOperationException("Not started yet.");

    public async Task InitializeAsync() => _server = await PostgresServer.StartAsync(isDurable: true);

    public async Task DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [PostgresFact]
    public async Task Publishes_survive_kills_of_the_server_each_once_and_without_a_hole()
    {
        const int Kills = 4;
        var database = await Server.CreateDatabaseAsync();
        await using var first = await PostgresNode.StartAsync(database, options: Patient());
        await using var second = await PostgresNode.StartAsync(database, options: Patient());
        using var stopping = new CancellationTokenSource();
        var publishers = ((PostgresNode[])[first, second]).SelectMany(
            (node, n) => Enumerable.Range(0, 6).Select(i => new Publisher(node.Log, $"{n}.{i}", hasKeys: i % 3 == 0))).ToList();
        var publishing = publishers.ConvertAll(publisher => Task.Run(() => publisher.RunAsync(stopping.Token)));

        for (var kill = 0; kill < Kills; kill++)
        {
            var before = publishers.ConvertAll(publisher => publisher.Acknowledged.Count);
            await Eventually.BecomesAsync(
                () => Task.FromResult(publishers.Where((publisher, i) => publisher.Acknowledged.Count > before[i] + 3).Count()),
                count => count == publishers.Count);
            await Server.KillAsync();
            await Server.StartAsync();
        }

        await stopping.CancelAsync();
        await Task.WhenAll(publishing).OrTimeout();

        await CheckAsync(first.Log, publishers);
        publishers.Should().AllSatisfy(publisher => publisher.Refused.Should().BeEmpty("the server was back in time"));
    }

    [PostgresFact]
    public async Task A_publish_is_refused_after_a_while_and_the_log_goes_on_when_the_server_is_back()
    {
        var database = await Server.CreateDatabaseAsync();
        await using var node = await PostgresNode.StartAsync(
            database, options: new PostgresqlOptions { RetryFor = TimeSpan.FromMilliseconds(300) });
        await node.Log.AppendAsync("a", "1");
        await Server.KillAsync();

        var append = async () => await node.Log.AppendAsync("a", "2");
        await append.Should().ThrowAsync<RefusalException>();
        var check = async () => await node.Log.CheckAsync(isWriting: false, CancellationToken.None).OrTimeout();
        (await check.Should().ThrowAsync<RefusalException>()).Which.Reason.Should().Be(RefusalReason.Unavailable);

        await Server.StartAsync();
        await node.Log.CheckAsync(isWriting: true, CancellationToken.None).OrTimeout();
        (await node.Log.AppendAsync("a", "3")).First.Should().Be(2);
        (await node.Log.AllAsync("a")).Should().Equal((1, "1"), (2, "3"));
    }

    private static PostgresqlOptions Patient() => new() { RetryFor = TimeSpan.FromSeconds(50) };

    private static async Task CheckAsync(PostgresqlTopicLog log, List<Publisher> publishers)
    {
        var stored = new Dictionary<(string, long), string>();
        foreach (var topic in s_topics)
        {
            var all = await log.AllAsync(topic);
            all.Select(message => message.Offset).Should().Equal(Enumerable.Range(1, all.Count).Select(i => (long)i), "there is no hole");
            foreach (var (offset, text) in all)
                stored[(topic, offset)] = text;
        }

        stored.Values.Should().OnlyHaveUniqueItems("nothing is stored twice");
        foreach (var (topic, offset, text) in publishers.SelectMany(publisher => publisher.Acknowledged))
            stored.Should().Contain(KeyValuePair.Create((topic, offset), text), "it was acknowledged");
        stored.Should().HaveCount(publishers.Sum(publisher => publisher.Acknowledged.Count), "all appends were answered");
    }

    /// <summary>Appends one message after the other.</summary>
    private sealed class Publisher(ITopicLog log, string name, bool hasKeys)
    {
        public ConcurrentQueue<(string Topic, long Offset, string Text)> Acknowledged { get; } = [];

        public ConcurrentQueue<RefusalException> Refused { get; } = [];

        public async Task RunAsync(CancellationToken cancellationToken)
        {
            for (var i = 0; !cancellationToken.IsCancellationRequested; i++)
            {
                var (topic, text) = (s_topics[i % s_topics.Length], $"{name}.{i}");
                var append = Appends.Of(topic, text);
                try
                {
                    var result = await log.AppendAsync(hasKeys ? append.With(text) : append);
                    Acknowledged.Enqueue((topic, result.First, text));
                }
                catch (RefusalException e)
                {
                    Refused.Enqueue(e);
                }
            }
        }
    }
}
