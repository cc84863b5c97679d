using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Fanout;
using Streaming.Server.Fanout.Subscribers;
using Streaming.Server.Publishing;
using Streaming.Server.Transports.Sse;
using Streaming.Tests.Support;

namespace Streaming.Tests.Sse;

public sealed class CompositeEventWriterTests
{
    private static readonly TopicName s_a = new("a"), s_b = new("b");

    [Fact]
    public async Task Topics_take_turns_while_a_slow_client_accepts_one_write_after_another()
    {
        await using var server = await TestServer.StartAsync(("Delivery:JoinBytes", "1024"));
        var connection = new HeldWriter();
        var subscribers = await StartAsync(server, connection);
        for (var i = 1; i <= 20; i++)
        {
            await PublishAsync(server, s_a, $"a{i}{new string('.', 500)}");
            await PublishAsync(server, s_b, $"b{i}{new string('.', 500)}");
        }

        var written = string.Empty;
        while (!written.Contains("data: a20", StringComparison.Ordinal) || !written.Contains("data: b20", StringComparison.Ordinal))
            written += await connection.AcceptAsync();

        connection.MostPending.Should().Be(1, "a connection has one writer, and keeps one write in memory");
        var lines = written.Split('\n');
        Texts('a').Should().Equal(Enumerable.Range(1, 20));
        Texts('b').Should().Equal(Enumerable.Range(1, 20));
        var order = lines.Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => line[6]).ToList();
        order.IndexOf('b').Should().BeLessThan(order.LastIndexOf('a'), "a topic does not wait until another one has nothing left");
        await EndAsync(subscribers);

        IEnumerable<int> Texts(char topic) => lines.Where(line => line.StartsWith($"data: {topic}", StringComparison.Ordinal))
            .Select(line => int.Parse(line[7..].TrimEnd('.'), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_topic_that_ends_while_it_has_the_turn_passes_it_on()
    {
        await using var server = await TestServer.StartAsync();
        var connection = new HeldWriter();
        var subscribers = await StartAsync(server, connection);
        await PublishAsync(server, s_a, "a1");
        await Eventually.BecomesAsync(() => Task.FromResult(connection.Pending), pending => pending == 1);
        await PublishAsync(server, s_b, "b1");
        subscribers[0].End();

        (await connection.AcceptAsync()).Should().Contain("data: a1").And.Contain("id: a=");
        await subscribers[0].Completion.OrTimeout();
        (await connection.AcceptAsync()).Should().Contain("data: b1").And.MatchRegex("id: b=[a-z0-9]+-1,a=[a-z0-9]+-1\n\n");
        await EndAsync(subscribers);
    }

    [Fact]
    public async Task Events_with_long_positions_of_other_topics_are_written_in_parts()
    {
        await using var server = await TestServer.StartAsync();
        var connection = new HeldWriter();
        TopicName[] others = [.. Enumerable.Range(0, 90).Select(i => new TopicName($"{i:D3}{new string('x', 190)}"))];
        var subscribers = await StartAsync(server, connection, [s_a, .. others]);
        await server.Get<Publisher>().PublishAsync(s_a, [.. Enumerable.Range(1, 100).Select(i => NewMessage.Text($"a{i}."))]).AsTask()
            .OrTimeout();

        var written = string.Empty;
        while (!written.Contains("data: a100.", StringComparison.Ordinal))
        {
            var part = await connection.AcceptAsync();
            part.Length.Should().BeLessThan(160 * 1024);
            written += part;
        }

        var events = written.Split("\n\n").Where(text => text.Contains("data: a", StringComparison.Ordinal)).ToList();
        events.Should().HaveCount(100);
        for (var i = 0; i < 100; i++)
            events[i].Should().Contain($"data: a{i + 1}.").And.MatchRegex($"id: a=[a-z0-9]+-{i + 1},").And.Contain(others[^1].Value);
        connection.MostPending.Should().Be(1);
        await EndAsync(subscribers);
    }

    [Fact]
    public async Task Before_its_gap_a_topic_has_the_requested_position()
    {
        await using var server = await TestServer.StartAsync();
        await PublishAsync(server, s_a, "a1");
        var requested = new Position("lost", 5);
        await using var subscription = await server.Get<TopicRegistry>().SubscribeAsync(
            [(s_a, new SubscriptionStart(requested, FromEarliest: false)), (s_b, SubscriptionStart.Live)], CancellationToken.None);
        subscription.Readers[0].ResumePosition.Should().Be(requested, "a client that resumes there receives the gap again");
        (await subscription.ReadAsync(CancellationToken.None).AsTask().OrTimeout())[0].Type.Should().Be(MessageType.Gap);
        subscription.Readers[0].ResumePosition.Should().Be(subscription.Readers[0].Position);
    }

    private static Task<Subscriber[]> StartAsync(TestServer server, HeldWriter connection) => StartAsync(server, connection, [s_a, s_b]);

    private static async Task<Subscriber[]> StartAsync(TestServer server, HeldWriter connection, TopicName[] topics)
    {
        var fanout = server.Get<FanoutEngine>();
        var subscription = await server.Get<TopicRegistry>()
            .SubscribeAsync([.. topics.Select(static topic => (topic, SubscriptionStart.Live))], CancellationToken.None);
        var id = System.Text.Encoding.ASCII.GetBytes(CompositePosition.Format(subscription.Positions));
        var writer = new CompositeEventWriter(connection, new CompositeEventId(id), isChunked: false, fanout.Clock);
        var protocol = server.Get<SseProtocols>().Composite;
        Subscriber[] subscribers = [.. subscription.HandOverAll().Select(reader => new Subscriber(reader, writer, protocol))];
        foreach (var subscriber in subscribers)
            _ = fanout.RunAsync(subscriber, lease: null, CancellationToken.None);
        return subscribers;
    }

    private static async Task EndAsync(Subscriber[] subscribers)
    {
        foreach (var subscriber in subscribers)
        {
            subscriber.End();
            await subscriber.Completion.OrTimeout();
        }
    }

    private static async Task PublishAsync(TestServer server, TopicName topic, string text) =>
        await server.Get<Publisher>().PublishAsync(topic, NewMessage.Text(text)).OrTimeout();
}
