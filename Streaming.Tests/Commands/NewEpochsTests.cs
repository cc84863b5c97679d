using Streaming.Tests.Support;
using Streaming.Tests.Webhooks;

namespace Streaming.Tests.Commands;

/// <summary>Tests a server whose topics have got new epochs at a restore.</summary>
[Trait("Category", "Slow")]
public sealed class NewEpochsTests : TestsWithBackups
{
    private const string Topic = "news";
    private const string OwnMachine = "--Outbound:AllowThisMachine=true";

    [Fact]
    public async Task A_webhook_goes_on_after_the_messages_that_it_had_delivered()
    {
        await using var receiver = await Receiver.StartAsync();
        await using (var server = await StartAsync(OwnMachine))
        {
            var (id, _) = await server.Client.HookAsync(receiver.Url, $"""["{Topic}"]""");
            await server.Client.PublishAsync(Topic, "delivered");
            await receiver.UntilAsync("delivered");
            await server.Client.CaughtUpAsync(id);
            (await RunAsync("backup", Backup)).Succeeded();
        }

        (await RunAsync("restore", Backup, "--replace", "--new-epochs")).Succeeded();
        await using var restarted = await StartAsync(OwnMachine);
        await restarted.Client.PublishAsync(Topic, "new");

        (await receiver.NextAsync()).Texts.Should().Equal("new");
    }
}
