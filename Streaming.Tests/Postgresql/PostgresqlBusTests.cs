using Microsoft.Extensions.Options;
using Npgsql;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Core.Topics;
using Streaming.Server.Storage.Postgresql;
using Streaming.Tests.Support;

namespace Streaming.Tests.Postgresql;

/// <summary>The bus of nodes that share a database.</summary>
[Trait("Category", "Slow")]
public sealed class PostgresqlBusTests : TestsWithPostgres
{
    [PostgresTheory]
    [InlineData(PostgresqlBusKind.Notify)]
    [InlineData(PostgresqlBusKind.Poll)]
    public async Task A_node_hears_what_another_node_appends_and_not_its_own_appends(PostgresqlBusKind bus)
    {
        await using var own = await StartAsync(bus);
        await using var other = await StartAsync(bus);
        await using var heard = new ReceivedChanges(own);

        await own.Log.AppendAsync("mine", "1");
        await other.Log.AppendAsync("a", "1", "2");
        await other.Log.AppendAsync("b", "1");
        await other.Log.AppendAsync("a", "3");

        await heard.UntilAsync(changes => Newest(changes, "a") == 3 && Newest(changes, "b") == 1);
        heard.Changes.Should().NotContain(change => change.Topic.Value == "mine");
    }

    [PostgresFact]
    public async Task Offsets_of_a_deleted_topic_are_not_reported_for_the_next_one()
    {
        await using var own = await StartAsync(PostgresqlBusKind.Poll);
        await using var other = await StartAsync(PostgresqlBusKind.Poll);
        await other.Log.AppendAsync("a", "1", "2", "3");
        await own.Log.DeleteAsync("a");
        await own.Log.AppendAsync("a", "new");
        var kept = await other.Log.AppendAsync("b", "1");
        await using var heard = new ReceivedChanges(own);

        await heard.UntilAsync(changes => Newest(changes, "b") == 1);

        heard.Changes.Where(change => change.Topic.Value == "a").Should().ContainSingle()
            .Which.Should().Match<TopicChange>(change => change.Newest == 0 && change.IsDeleted);
        heard.Changes.Single(change => change.Topic.Value == "b").Epoch.Should().Be(kept.Epoch);
    }

    [PostgresFact]
    public async Task A_connection_that_has_listened_returns_to_the_pool_without_listening()
    {
        await using var node = await StartAsync();
        await (await PostgresqlListener.StartAsync(node.Database, ["a"], 10, CancellationToken.None).OrTimeout()).DisposeAsync();
        await using var next = await node.Database.Source.OpenConnectionAsync().OrTimeout();
        await using var command = new NpgsqlCommand("SELECT count(*) FROM pg_listening_channels()", next);
        (await command.ExecuteScalarAsync().OrTimeout()).Should().Be(0L);
    }

    [PostgresFact]
    public async Task An_announcement_carries_small_messages_as_they_were_published()
    {
        await using var own = await StartAsync();
        await using var other = await StartAsync();
        await using var heard = new ReceivedChanges(own);
        // Until the node listens, it reads commits without messages.
        await other.Log.AppendAsync("first", "1");
        await heard.UntilAsync(changes => Newest(changes, "first") == 1);

        NewMessage[] sent =
        [
            NewMessage.Text("before\0after 🎈 \"quoted\" \\ \r\n", "chat.text", "Zoë 🦊"),
            NewMessage.Json("""{"nul":"\u0000","n":1.50e3}"""u8),
        ];
        var result = await other.Log.AppendAsync(new AppendRequest { Topic = new TopicName("a"), Messages = sent, Time = Appends.Noon });
        await heard.UntilAsync(changes => Newest(changes, "a") == 2);

        var messages = heard.Changes.Single(change => change.Topic.Value == "a").Messages;
        messages.Select(message => new NewMessage(message.Kind, message.Data, message.Type, message.Sender)).Should().BeEquivalentTo(sent);
        messages.Select(message => message.Position).Should().Equal(new Position(result.Epoch, 1), new Position(result.Epoch, 2));
        messages.Should().AllSatisfy(message => message.Time.Should().Be(result.Time));
    }

    [PostgresFact]
    public async Task A_notification_that_no_node_has_sent_is_ignored_and_nobody_else_reads_an_announcement()
    {
        await using var own = await StartAsync();
        await using var other = await StartAsync();
        await using var heard = new ReceivedChanges(own);
        await using var listener = new NpgsqlConnection(Database.ConnectionString);
        await listener.OpenAsync().OrTimeout();
        var payloads = new List<string>();
        listener.Notification += (_, notification) => payloads.Add(notification.Payload);
        await using (var listen = new NpgsqlCommand("LISTEN streaming", listener))
            await listen.ExecuteNonQueryAsync().OrTimeout();
        var first = await other.Log.AppendAsync("a", "secret 1");
        await heard.UntilAsync(changes => Newest(changes, "a") == 1);

        await Database.RunAsync(
            $"""SELECT pg_notify('streaming', '[1,777777,1,[["a","{first.Epoch}",2,1,[[0,"message","Boss","forged"]]]]]')""");
        await Database.RunAsync("""SELECT pg_notify('streaming', '[1,777778,1,[["x"]]]')""");
        await other.Log.AppendAsync("a", "secret 2");

        await heard.UntilAsync(changes => Newest(changes, "a") == 2);
        heard.Changes.SelectMany(change => change.Messages).Select(message => message.Sender).Should().NotContain("Boss");
        while (payloads.Count < 4)
            await listener.WaitAsync().OrTimeout();
        payloads.Should().Contain(payload => payload.Contains("forged"), "the listener receives what everybody can send");
        payloads.Should().NotContain(payload => payload.Contains("secret"));
    }

    [PostgresFact]
    public async Task What_does_not_fit_into_an_announcement_is_read()
    {
        await using var own = await StartAsync();
        await using var other = await StartAsync();
        await using var heard = new ReceivedChanges(own);

        await other.Log.AppendAsync("large", new string('x', 100_000));
        var topics = Enumerable.Range(0, 240).Select(i => $"topic:{i}:{new string('n', 60)}").ToList();
        await other.Log.AppendAsync([.. topics.Select(topic => Appends.Of(topic, "1"))], CancellationToken.None).OrTimeout();

        await heard.UntilAsync(changes => Newest(changes, "large") == 1 && topics.TrueForAll(topic => Newest(changes, topic) == 1));
    }

    [PostgresFact]
    public async Task Commits_whose_announcements_were_lost_are_read()
    {
        await using var own = await StartAsync();
        // A node that does not announce, as one that was killed between its commit and its announcement.
        await using var silent = PostgresNode.Create(Database.ConnectionString);
        await silent.Log.StartAsync(CancellationToken.None).OrTimeout();
        await using var heard = new ReceivedChanges(own);

        for (var i = 1; i <= 3; i++)
        {
            await silent.Log.AppendAsync("a", $"{i}");
            await heard.UntilAsync(changes => Newest(changes, "a") == i);
        }
    }

    [PostgresFact]
    public async Task What_was_appended_between_the_start_and_the_bus_or_while_its_connection_was_broken_is_reported()
    {
        await using var own = await StartAsync();
        await using var other = await StartAsync();
        await other.Log.AppendAsync("before", "1");
        await using var heard = new ReceivedChanges(own);
        await heard.UntilAsync(changes => Newest(changes, "before") == 1);

        for (var i = 1; i <= 5; i++)
        {
            await Eventually.BecomesAsync(() => Database.CutAsync("query LIKE 'LISTEN%'"), cut => cut > 0);
            await other.Log.AppendAsync("a", $"{i}");
            await heard.UntilAsync(changes => Newest(changes, "a") == i);
        }
    }

    [PostgresFact]
    public async Task Old_commits_are_deleted_and_the_last_of_each_writer_stays()
    {
        await using var node = await StartAsync();
        for (var i = 0; i < 3; i++)
            await node.Log.AppendAsync("a", $"{i}");
        await Database.RunAsync("UPDATE streaming.commits SET time = now() - interval '1 hour'");
        using var cleaner = new PostgresqlCleaner(
            node.Database, new SingleNode(new OwnNode(Options.Create(new ClusterOptions()), TimeProvider.System), TimeProvider.System),
            Logger<PostgresqlCleaner>());

        (await cleaner.CleanAsync(CancellationToken.None).OrTimeout()).Should().BeTrue();

        await using var count = node.Database.Source.CreateCommand("SELECT count(*) = count(DISTINCT writer) FROM streaming.commits");
        (await count.ExecuteScalarAsync()).Should().Be(true);
    }

    [PostgresFact]
    public async Task After_a_long_absence_topics_are_found_whose_commits_were_deleted()
    {
        await using var own = await StartAsync();
        await own.Log.AppendAsync("a", "1", "2");
        await own.Log.AppendAsync("old", "1");
        await Database.RunAsync(
            "UPDATE streaming.messages SET time = 1 WHERE topic = (SELECT id FROM streaming.topics WHERE name = 'old')");
        await Database.RunAsync("DELETE FROM streaming.commits");
        await using var connection = await own.Database.Source.OpenConnectionAsync();

        var recent = await own.Seen.ReadRecentAsync(connection, TimeSpan.FromMinutes(5)).OrTimeout();

        recent.Select(change => (change.Topic.Value, change.Newest)).Should().Equal(("a", 2));
    }

    private static long Newest(IEnumerable<TopicChange> changes, string topic) =>
        changes.Where(change => change.Topic.Value == topic).Select(change => change.Newest).DefaultIfEmpty(0).Max();

    private static Microsoft.Extensions.Logging.Abstractions.NullLogger<T> Logger<T>() => new();

    private Task<PostgresNode> StartAsync(PostgresqlBusKind bus = PostgresqlBusKind.Notify) => PostgresNode.StartAsync(
        Database.ConnectionString, options: new PostgresqlOptions { Bus = bus, PollInterval = TimeSpan.FromMilliseconds(10) });

    /// <summary>What a node's bus reports.</summary>
    private sealed class ReceivedChanges : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stopping = new();
        private readonly SemaphoreSlim _news = new(0);
        private readonly List<TopicChange> _changes = [];
        private readonly Task _listening;

        public ReceivedChanges(PostgresNode node) => _listening = ListenAsync(node.Bus);

        public IReadOnlyList<TopicChange> Changes
        {
            get
            {
                lock (_changes)
                    return [.. _changes];
            }
        }

        public async Task UntilAsync(Func<IReadOnlyList<TopicChange>, bool> isComplete)
        {
            while (!isComplete(Changes))
                await _news.WaitAsync().OrTimeout();
        }

        public async ValueTask DisposeAsync()
        {
            await _stopping.CancelAsync();
            await _listening.OrTimeout();
            _stopping.Dispose();
            _news.Dispose();
        }

        private async Task ListenAsync(PostgresqlTopicBus bus)
        {
            try
            {
                await foreach (var changes in bus.ListenAsync(_stopping.Token))
                {
                    lock (_changes)
                        _changes.AddRange(changes);
                    _news.Release();
                }
            }
            catch (OperationCanceledException)
            {
                // The test has ended.
            }
        }
    }
}
