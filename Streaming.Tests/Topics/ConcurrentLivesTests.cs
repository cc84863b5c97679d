using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

/// <summary>Tests readers of a topic that is deleted and begins again while the server does something else with it.</summary>
public sealed class ConcurrentLivesTests
{
    private static readonly TopicName s_topic = new("a");

    private readonly FailingLog _log = new(Stores.Memory());

    [Fact]
    public async Task A_page_that_was_read_while_the_topic_began_again_is_not_given_to_a_reader_of_the_deleted_one()
    {
        await using var host = await TopicHost.StartAsync(_log);
        var old = await host.PublishAsync("a", "old");
        await using var subscription = await host.SubscribeAsync("a", old.After(0));
        _log.BeforeRead = async () =>
        {
            await host.Topics.DeleteAsync(s_topic, CancellationToken.None);
            await host.PublishAsync("a", "new");
        };

        var read = await subscription.TakeAsync(1);

        read[0].Type.Should().Be(MessageType.Closed);
        await using var next = await host.SubscribeAsync("a", SubscriptionStart.Earliest);
        (await next.TakeAsync(1))[0].Text.Should().Be("new");
    }

    [Fact]
    public async Task A_topic_that_began_again_during_the_deletion_of_the_earlier_one_is_not_ended()
    {
        await using var host = await TopicHost.StartAsync(_log);
        var old = await host.PublishAsync("a", "old");
        await using var subscription = await host.SubscribeAsync("a", old.After(1));
        _log.AfterDelete = async () =>
        {
            await host.PublishAsync("a", "1", "2");
            await Eventually.BecomesAsync(() => Task.FromResult(host.Topics.NewestInMemory(s_topic)), newest => newest == 2);
        };

        await host.Topics.DeleteAsync(s_topic, CancellationToken.None);
        await host.PublishAsync("a", "3");

        (await subscription.TakeAsync(1))[0].Type.Should().Be(MessageType.Closed);
        await using var next = await host.SubscribeAsync("a", SubscriptionStart.Earliest);
        var read = await next.TakeAsync(3);
        read.Select(message => message.Text).Should().Equal("1", "2", "3");
    }
}
