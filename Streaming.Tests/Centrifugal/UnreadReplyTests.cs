using System.Globalization;
using Streaming.Server.Transports.Centrifugal;
using Streaming.Tests.Support;

namespace Streaming.Tests.Centrifugal;

/// <summary>Tests clients that do not read large replies: they are disconnected, and do not use up the memory or the permits.</summary>
[Trait("Category", "Slow")]
public sealed class UnreadReplyTests
{
    [Theory]
    [InlineData("\"subscribe\":{\"channel\":\"news\",\"recover\":true,\"offset\":0,\"epoch\":\"EPOCH\"}")]
    [InlineData("\"history\":{\"channel\":\"news\",\"limit\":-1}")]
    public async Task A_client_that_reads_nothing_is_disconnected_and_its_permit_is_free_again(string command)
    {
        await using var server = await TestServer.StartAsync(("Centrifugal:MaxLargeAnswers", "1"), ("Delivery:WriteTimeout", "3s"));
        var epoch = await LargeTopic.FillAsync(server);
        using var client = new SilentClient();
        await client.StartAsync(server, command.Replace("EPOCH", epoch, StringComparison.Ordinal));
        await LargeTopic.FreeBecomesAsync(server, 0);

        await LargeTopic.FreeBecomesAsync(server, 1);

        await Eventually.BecomesAsync(
            async () => (await server.Client.GetJsonAsync("/connections")).GetArrayLength(), static count => count == 0);
    }

    [Fact]
    public async Task The_reply_that_a_client_does_not_read_counts_as_pending()
    {
        await using var server = await TestServer.StartAsync();
        await LargeTopic.FillAsync(server);
        using var client = new SilentClient();
        await client.StartAsync(server, "\"history\":{\"channel\":\"news\",\"limit\":-1}");

        await Eventually.BecomesAsync(
            async () => (await server.Client.GetJsonAsync("/connections")).EnumerateArray().Sum(
                each => each.GetProperty("pendingBytes").GetInt64()),
            static bytes => bytes > LargeTopic.Bytes);
    }

    [Fact]
    public async Task Commands_whose_replies_are_more_than_the_queue_holds_wait_for_the_client()
    {
        const int Commands = 100;
        await using var server = await TestServer.StartAsync();
        await LargeTopic.FillAsync(server);
        await using var client = await CentrifugalClient.ConnectAsync(server);
        await client.SendAsync(string.Join('\n', Enumerable.Range(2, Commands).Select(id => string.Create(
            CultureInfo.InvariantCulture, $"{{\"id\":{id},\"history\":{{\"channel\":\"news\",\"limit\":2}}}}"))));
        await Eventually.BecomesAsync(
            async () => (await server.Client.GetJsonAsync("/connections")).EnumerateArray().Sum(
                each => each.GetProperty("pendingBytes").GetInt64()),
            static bytes => bytes > 1 << 20);

        for (var id = 2; id < 2 + Commands; id++)
            (await client.NextAsync())!.Value.GetProperty("id").GetInt32().Should().Be(id);
    }

    [Fact]
    public async Task Without_a_permit_a_page_of_the_history_is_small_and_the_next_one_follows()
    {
        await using var server = await TestServer.StartAsync(("Centrifugal:MaxLargeAnswers", "1"));
        await LargeTopic.FillAsync(server);
        using var other = await server.Get<LargeReplyLimiter>().TryBeginAsync(CancellationToken.None);
        await using var client = await CentrifugalClient.ConnectAsync(server);

        var small = await HistoryAsync(client, since: 0);
        small.Should().BePositive().And.BeLessThan(5);
        (await HistoryAsync(client, since: small)).Should().Be(small);
        other!.Dispose();
        (await HistoryAsync(client, since: 0)).Should().BeGreaterThan(small);
        await LargeTopic.FreeBecomesAsync(server, 1);
    }

    private static async Task<int> HistoryAsync(CentrifugalClient client, int since) => (await client.CallAsync(
        $"\"history\":{{\"channel\":\"news\",\"limit\":100,\"since\":{{\"offset\":{since}}}}}"))
        .GetProperty("history").GetProperty("publications").GetArrayLength();
}
