using System.Text.Json;
using Streaming.Server.Transports.Centrifugal;
using Streaming.Tests.Support;

namespace Streaming.Tests.Centrifugal;

/// <summary>Tests that the server creates and sends only a few replies with many recovered messages at the same time.</summary>
[Trait("Category", "Slow")]
public sealed class LargeRecoveryTests
{
    private const int Messages = LargeTopic.Messages;

    [Fact]
    public async Task Without_a_permit_a_large_recovery_is_refused_and_a_small_one_succeeds()
    {
        await using var server = await TestServer.StartAsync(("Centrifugal:MaxLargeAnswers", "1"));
        var epoch = await LargeTopic.FillAsync(server);
        var turns = server.Get<LargeReplyLimiter>();
        var other = await turns.TryBeginAsync(CancellationToken.None);
        await using var client = await CentrifugalClient.ConnectAsync(server);
        Count(await client.SubscribeAsync("news", Since(Messages - 1, epoch))).Should().Be(1);
        await client.CallAsync("\"unsubscribe\":{\"channel\":\"news\"}");
        var refused = await client.SubscribeAsync("news", Since(0, epoch));
        refused.TryGetProperty("recovered", out _).Should().BeFalse();
        refused.GetProperty("offset").GetInt32().Should().Be(Messages);
        await client.CallAsync("\"unsubscribe\":{\"channel\":\"news\"}");

        other!.Dispose();
        for (var i = 0; i < 2; i++)
        {
            Count(await client.SubscribeAsync("news", Since(0, epoch))).Should().Be(Messages);
            await client.CallAsync("\"unsubscribe\":{\"channel\":\"news\"}");
        }

        turns.Free.Should().Be(1);
    }

    [Fact]
    public async Task A_permit_is_held_until_the_reply_is_written_or_the_client_disconnects()
    {
        await using var server = await TestServer.StartAsync(("Centrifugal:MaxLargeAnswers", "1"));
        var epoch = await LargeTopic.FillAsync(server);
        using (var client = new SilentClient())
        {
            await client.StartAsync(server, $"\"subscribe\":{{\"channel\":\"news\"{Since(0, epoch)}}}");
            await LargeTopic.FreeBecomesAsync(server, 0);
            await server.Client.SubscribersBecomeAsync("news", 1);
        }

        await LargeTopic.FreeBecomesAsync(server, 1);
    }

    private static string Since(int offset, string epoch) => $",\"recover\":true,\"offset\":{offset},\"epoch\":\"{epoch}\"";

    private static int Count(JsonElement result) => result.GetProperty("publications").GetArrayLength();
}
