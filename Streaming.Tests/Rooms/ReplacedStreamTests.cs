using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Connections;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Rooms;
using Streaming.Tests.Support;

namespace Streaming.Tests.Rooms;

/// <summary>
/// Tests that an administrator sees and closes the right connection if the fan-out takes it over while the list of connections is read.
/// </summary>
public sealed class ReplacedStreamTests
{
    private static readonly TopicName s_topic = new("news");

    [Fact]
    public async Task A_stream_that_was_replaced_is_listed_with_its_transport_and_topics_and_is_closed()
    {
        await using var server = await TestServer.StartAsync();
        var registry = server.Get<ConnectionRegistry>();
        await using var stream = await server.Get<StreamOpener>().OpenAsync(
            new StreamRequest(Caller.Everyone, [(s_topic, SubscriptionStart.Live)]), CancellationToken.None);
        stream.List(registry, new ConnectionOrigin("sse", Address: null, Abort: () => { }), name: null);
        var (reader, _) = stream.HandOver();
        var listed = registry.List().Should().ContainSingle().Subject;
        var current = new CurrentStream();

        current.Replace(listed);

        listed.Transport.Should().Be("sse");
        listed.ReadTopics().Select(topic => topic.Name).Should().Equal(s_topic);
        listed.Cut();
        current.IsCut.Should().BeTrue();
        registry.List().Should().Equal(current);
        reader.Release();
    }

    private sealed class CurrentStream : ListedConnection
    {
        public override string Transport => "sse";

        public override Caller? Caller => null;

        public bool IsCut { get; private set; }

        public void Replace(ListedConnection former) => TakePlaceOf(former);

        public override IEnumerable<ListedTopic> ReadTopics() => [new ListedTopic(s_topic)];

        public override void Cut() => IsCut = true;
    }
}
