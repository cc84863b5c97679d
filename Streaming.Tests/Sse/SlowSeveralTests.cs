using System.Net;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Publishing;
using Streaming.Tests.Support;

namespace Streaming.Tests.Sse;

public sealed class SlowSeveralTests
{
    private static readonly TopicName s_a = new("a"), s_b = new("b");

    [Theory]
    [InlineData("/topics/a/events?slow=bogus")]
    [InlineData("/events?topic=a&topic=b&slow=bogus")]
    public async Task An_unknown_value_of_slow_is_refused(string path)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead).OrTimeout();
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain("slow=replay");
    }

    [Theory]
    [InlineData("replay")]
    [InlineData("latest")]
    [InlineData("disconnect")]
    public async Task A_subscriber_that_keeps_up_receives_all_messages_of_several_topics(string slow)
    {
        await using var server = await TestServer.StartAsync();
        await using var events = await EventStream.OpenAsync(server.Client, $"/events?topic=a&topic=b&slow={slow}");
        for (var i = 1; i <= 5; i++)
        {
            await server.Client.PublishAsync(i % 2 == 0 ? "a" : "b", $"{i}");
            (await events.NextAsync())!.Data.Should().Be($"{i}");
        }
    }

    [Fact]
    public async Task With_slow_latest_a_slow_subscriber_receives_the_newest_message_of_each_type_and_topic()
    {
        await using var server = await TestServer.StartAsync();
        await using var subscription = await server.Get<TopicRegistry>()
            .SubscribeAsync([(s_a, SubscriptionStart.Live), (s_b, SubscriptionStart.Live)], CancellationToken.None, SlowPolicy.Latest);
        for (var i = 1; i <= 10; i++)
        {
            await server.Client.PublishAsync("a", $"{i}", i % 2 == 0 ? "?type=even" : "");
            await server.Client.PublishAsync("b", $"{i}");
        }

        var read = new List<string>();
        while (read.Count < 3)
            read.AddRange((await subscription.ReadAsync(CancellationToken.None).AsTask().OrTimeout())
                .Select(message => $"{message.Topic} {message.Text}"));
        read.Order(StringComparer.Ordinal).Should().Equal("a 10", "a 9", "b 10");
    }

    [Fact]
    public async Task With_slow_disconnect_a_subscriber_behind_the_ring_is_disconnected()
    {
        await using var server = await TestServer.StartAsync(("Topics:RingMessages", "16"));
        await using var subscription = await server.Get<TopicRegistry>()
            .SubscribeAsync([(s_a, SubscriptionStart.Live), (s_b, SubscriptionStart.Live)], CancellationToken.None, SlowPolicy.Disconnect);
        await server.Get<Publisher>().PublishAsync(s_a, NewMessage.Text("first")).OrTimeout();
        (await subscription.ReadAsync(CancellationToken.None).AsTask().OrTimeout()).Should().ContainSingle();
        for (var i = 0; i < 100; i++)
            await server.Get<Publisher>().PublishAsync(s_a, NewMessage.Text($"{i}")).OrTimeout();
        var read = async () => await subscription.ReadAsync(CancellationToken.None).AsTask().OrTimeout();
        await read.Should().ThrowAsync<SlowSubscriberException>();
    }
}
