using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Webhooks;
using Streaming.Server.Webhooks.Delivery;
using Streaming.Server.Webhooks.Register;
using Streaming.Tests.Support;

namespace Streaming.Tests.Webhooks;

/// <summary>Tests what a webhook is sent if its topic is deleted while its messages are read.</summary>
public sealed class BatchReaderTests
{
    private static readonly TopicName s_topic = new("a");

    private readonly FailingLog _log = new(Stores.Memory());
    private readonly Webhook _webhook = new()
    {
        Id = WebhookId.New(),
        Url = new Uri("https://example.com/"),
        Topics = ["*"],
        Secret = WebhookSecret.New(),
        Batch = 10,
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_topic_that_is_deleted_during_the_read_has_no_gap_and_only_the_messages_of_the_next_one(bool beginsAgain)
    {
        await using var host = await TopicHost.StartAsync(_log);
        var old = await host.PublishAsync("a", "old 1", "old 2");
        var reader = new BatchReader(_log, host.Topics, Options.Create(new WebhookOptions()), new StoreClock(TimeProvider.System));
        _log.BeforeRead = async () =>
        {
            await host.Topics.DeleteAsync(s_topic, CancellationToken.None);
            if (beginsAgain)
                await host.PublishAsync("a", "new 1", "new 2");
        };

        var batch = await reader.NextAsync(
            _webhook, new WebhookCursor(s_topic, 1) { Epoch = old.Epoch }, CancellationToken.None).OrTimeout();

        (batch?.Messages.Select(message => message.Text) ?? []).Should().Equal(beginsAgain ? ["new 1", "new 2"] : []);
    }
}
