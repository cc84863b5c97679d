using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Publishing;
using Streaming.Server.Storage.Sqlite;
using Streaming.Tests.Fanout;
using Streaming.Tests.Support;

namespace Streaming.Tests.SignalR;

/// <summary>Tests what a SignalR client notices of failures of the log and of the network.</summary>
public sealed class HubFailureTests
{
    private const string ReplayFailed = "Failed to read topic news from the log for a subscriber";

    // With stateful reconnect, SignalR itself writes the items of a stream, and otherwise the fan-out.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stream_that_cannot_be_read_ends_with_an_error_and_the_connection_continues(bool isStateful)
    {
        await using var server = await TestServer.StartAsync(
            builder => builder.Services.AddSingleton<ITopicLog>(
                provider => new FailingLog(provider.GetRequiredService<SqliteTopicLog>())),
            folder: null, TestStore.Sqlite, ("Topics:RingMessages", "16"));
        server.Logs.Expect("Failed");
        for (var i = 0; i < 100; i++)
            await server.Get<Publisher>().PublishAsync(new("news"), NewMessage.Text($"{i}"));
        var builder = new HubConnectionBuilder().WithUrl(new Uri(server.Address, "/hubs/stream"));
        await using var connection = (isStateful ? builder.WithStatefulReconnect() : builder).Build();
        await connection.StartAsync().OrTimeout();
        await using var live = new HubSubscription(connection, "Subscribe", (string[])["other"], null);
        await server.Client.SubscribersBecomeAsync("other", 1);

        ((FailingLog)server.Get<ITopicLog>()).FailsPageReads = true;
        await using var failing = new HubSubscription(connection, "Subscribe", (string[])["other", "news"], "earliest");
        var next = () => failing.NextAsync();
        (await next.Should().ThrowAsync<HubException>()).WithMessage("An error occurred on the server while streaming results.*");
        server.Logs.Entries.Any(entry => entry.Text.Contains(ReplayFailed, StringComparison.Ordinal)).Should().Be(!isStateful);

        await server.Client.SubscribersBecomeAsync("other", 1);
        (await connection.InvokeAsync<string>("Publish", "other", "x").OrTimeout()).Should().NotBeNull();
        (await live.NextAsync())!.Text.Should().Be("x");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_whose_connections_are_cut_within_messages_resumes_exactly(bool messagePack)
    {
        const int Messages = 600;
        await using var server = await TestServer.StartAsync();
        var (random, gate) = (new Random(1), new Lock());
        await using var relay = new TcpRelay(server.Address, () =>
        {
            lock (gate)
                return random.Next(1_500, 15_000);
        });
        var position = await StartAsync(server);
        var publishing = Task.Run(async () =>
        {
            for (var i = 1; i <= Messages; i++)
                await server.Get<Publisher>().PublishAsync(new("news"), NewMessage.Text($"{i}"));
        });
        for (var offset = 2L; offset <= Messages + 1;)
        {
            try
            {
                await using var hub = await HubReader.ConnectAsync(relay.Address, messagePack: messagePack);
                await using var subscription = hub.Subscribe("news", position);
                while (offset <= Messages + 1 && await subscription.NextAsync() is { } item)
                {
                    item.Offset.Should().Be(offset++, "each message arrives exactly once, and in order");
                    position = item.Position;
                }
            }
            catch (Exception e) when (e is not (TimeoutException or Xunit.Sdk.XunitException))
            {
                // The connection was cut.
            }
        }

        await publishing;
        relay.Cuts.Should().BeGreaterThan(1);
    }

    private static async Task<string> StartAsync(TestServer server) =>
        (await server.Client.PublishAsync("news", "first")).GetProperty("last").GetString()!;
}
