using System.Globalization;
using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.Centrifugal;

[Trait("Category", "Slow")]
public sealed class RecoveryTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task The_reply_to_subscribe_contains_the_missed_messages(int offset)
    {
        await using var server = await TestServer.StartAsync();
        var epoch = await PublishAsync(server, 5);
        await using var client = await CentrifugalClient.ConnectAsync(server);
        var result = await client.SubscribeAsync("news", Since(offset, epoch));
        result.GetProperty("was_recovering").GetBoolean().Should().BeTrue();
        result.GetProperty("recovered").GetBoolean().Should().BeTrue();
        result.GetProperty("epoch").GetString().Should().Be(epoch);
        Number(result, "offset").Should().Be(offset);
        Offsets(result).Should().Equal(Enumerable.Range(offset + 1, 5 - offset));
        await server.Client.PublishAsync("news", "next");
        (await client.PushAsync()).GetProperty("pub").GetProperty("offset").GetInt32().Should().Be(6);
    }

    [Fact]
    public async Task A_recovery_without_an_epoch_uses_the_current_one()
    {
        await using var server = await TestServer.StartAsync();
        await PublishAsync(server, 3);
        await using var client = await CentrifugalClient.ConnectAsync(server);
        Offsets(await client.SubscribeAsync("news", ",\"recover\":true,\"offset\":2")).Should().Equal(3);
    }

    [Theory]
    [InlineData("another", 2)]
    [InlineData("_", 2)]
    [InlineData(null, 6)]
    [InlineData(null, long.MaxValue)]
    public async Task A_position_of_another_epoch_is_not_recovered(string? epoch, long offset)
    {
        await using var server = await TestServer.StartAsync();
        var ours = await PublishAsync(server, 5);
        await using var client = await CentrifugalClient.ConnectAsync(server);
        await ShouldNotRecoverAsync(client, Since(offset, epoch ?? ours), newest: 5);
        await server.Client.PublishAsync("news", "next");
        (await client.PushAsync()).GetProperty("pub").GetProperty("offset").GetInt32().Should().Be(6);
    }

    [Fact]
    public async Task Trimmed_messages_are_not_recovered_but_the_newest_position_is()
    {
        await using var server = await TestServer.StartAsync();
        var epoch = await PublishAsync(server, 5);
        await TrimAsync(server, $"{epoch}-4");
        await using var client = await CentrifugalClient.ConnectAsync(server);
        await ShouldNotRecoverAsync(client, Since(2, epoch), newest: 5);
        await client.CallAsync("\"unsubscribe\":{\"channel\":\"news\"}");
        Offsets(await client.SubscribeAsync("news", Since(3, epoch))).Should().Equal(4, 5);
        await client.CallAsync("\"unsubscribe\":{\"channel\":\"news\"}");
        await TrimAsync(server, $"{epoch}-6");
        var result = await client.SubscribeAsync("news", Since(5, epoch));
        result.GetProperty("recovered").GetBoolean().Should().BeTrue();
        Offsets(result).Should().BeEmpty();
    }

    [Fact]
    public async Task More_messages_than_one_reply_may_hold_are_not_recovered()
    {
        await using var server = await TestServer.StartAsync(("Centrifugal:MaxRecovered", "3"));
        var epoch = await PublishAsync(server, 5);
        await using var client = await CentrifugalClient.ConnectAsync(server);
        await ShouldNotRecoverAsync(client, Since(1, epoch), newest: 5);
        await client.CallAsync("\"unsubscribe\":{\"channel\":\"news\"}");
        Offsets(await client.SubscribeAsync("news", Since(2, epoch))).Should().Equal(3, 4, 5);
    }

    [Fact]
    public async Task More_bytes_than_one_reply_may_hold_are_not_recovered()
    {
        await using var server = await TestServer.StartAsync(("Centrifugal:MaxAnswerBytes", "65536"));
        var filling = new string('x', 40_000);
        var epoch = Positions.EpochOf((await server.Client.PublishAsync("news", filling)).GetProperty("last").GetString()!);
        await server.Client.PublishAsync("news", filling);
        await using var client = await CentrifugalClient.ConnectAsync(server);
        await ShouldNotRecoverAsync(client, Since(0, epoch), newest: 2);
        await client.CallAsync("\"unsubscribe\":{\"channel\":\"news\"}");
        Offsets(await client.SubscribeAsync("news", Since(1, epoch))).Should().Equal(2);
    }

    [Fact]
    public async Task A_client_that_loads_the_state_by_itself_gets_error_112_instead()
    {
        await using var server = await TestServer.StartAsync();
        var epoch = await PublishAsync(server, 2);
        await using var client = await CentrifugalClient.ConnectAsync(server);
        (await client.RefusedAsync($"\"subscribe\":{{\"channel\":\"news\",\"flag\":3{Since(1, "another")}}}")).Code.Should().Be(112);
        Offsets(await client.SubscribeAsync("news", $",\"flag\":3{Since(1, epoch)}")).Should().Equal(2);
    }

    [Fact]
    public async Task Between_the_reply_and_the_first_push_no_message_is_missed_or_repeated()
    {
        const int Messages = 3_000;
        await using var server = await TestServer.StartAsync();
        var epoch = await PublishAsync(server, 1);
        var publishing = Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
        {
            for (var i = 0; i < Messages / 3; i++)
                await server.Client.PublishAsync("news", "x");
        }));
        var readers = Enumerable.Range(0, 8).Select(number => ReadAsync(number)).ToList();
        await publishing;
        await Task.WhenAll(readers);

        async Task ReadAsync(int number)
        {
            var random = new Random(number);
            long offset = 0;
            while (offset < Messages + 1)
            {
                await using var client = await CentrifugalClient.ConnectAsync(server);
                var result = await client.SubscribeAsync("news", Since(offset, epoch));
                result.GetProperty("recovered").GetBoolean().Should().BeTrue();
                foreach (var recovered in Offsets(result))
                    recovered.Should().Be((int)++offset);
                for (var left = random.Next(200); left > 0 && offset < Messages + 1; left--)
                    (await client.PushAsync()).GetProperty("pub").GetProperty("offset").GetInt64().Should().Be(++offset);
            }
        }
    }

    [Fact]
    public async Task A_client_whose_next_messages_were_trimmed_is_unsubscribed_with_a_code_to_subscribe_again()
    {
        // The ring is so small that a subscriber that reads late needs the log. The client answers no ping while it does not read.
        await using var server = await TestServer.StartAsync(
            ("Topics:RingMessages", "16"), ("Delivery:JoinBytes", "1024"), ("Centrifugal:PingInterval", "1h"));
        var epoch = await PublishAsync(server, 1);
        using var handler = new HttpClient(SmallWindow.CreateHandler());
        await using var slow = await CentrifugalClient.OpenAsync(server, handler: handler);
        await slow.SendAsync("""{"id":1,"connect":{}}""" + "\n" + """{"id":2,"subscribe":{"channel":"news"}}""");
        await server.Client.SubscribersBecomeAsync("news", 1);
        var filling = new string('x', 20_000);
        for (var i = 0; i < 400; i++)
            await server.Client.PublishAsync("news", filling);
        await TrimAsync(server, $"{epoch}-402");

        long last = 0;
        JsonElement push;
        (await slow.NextAsync())!.Value.TryGetProperty("connect", out _).Should().BeTrue();
        (await slow.NextAsync())!.Value.TryGetProperty("subscribe", out _).Should().BeTrue();
        while ((push = await slow.PushAsync()).TryGetProperty("pub", out var publication))
            last = publication.GetProperty("offset").GetInt64();
        push.GetProperty("unsubscribe").GetProperty("code").GetInt32().Should().Be(2500);
        last.Should().BeLessThan(401, "the other messages were trimmed");

        await ShouldNotRecoverAsync(slow, Since(last, epoch), newest: 401);
        await server.Client.PublishAsync("news", "next");
        (await slow.ReceiveTextAsync()).Should().Be("next");
    }

    [Fact]
    public async Task A_position_of_any_transport_is_accepted()
    {
        await using var server = await TestServer.StartAsync();
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/news/events");
        await PublishAsync(server, 3);
        var position = (await events.TakeAsync(2))[1].Id;
        await using var client = await CentrifugalClient.ConnectAsync(server);
        Offsets(await client.SubscribeAsync("news", Since(Positions.OffsetOf(position), Positions.EpochOf(position)))).Should().Equal(3);
    }

    private static string Since(long offset, string epoch) =>
        string.Create(CultureInfo.InvariantCulture, $",\"recover\":true,\"offset\":{offset},\"epoch\":\"{epoch}\"");

    private static async Task ShouldNotRecoverAsync(CentrifugalClient client, string since, int newest)
    {
        var result = await client.SubscribeAsync("news", since);
        result.GetProperty("was_recovering").GetBoolean().Should().BeTrue();
        result.TryGetProperty("recovered", out _).Should().BeFalse();
        result.GetProperty("recoverable").GetBoolean().Should().BeTrue();
        Number(result, "offset").Should().Be(newest);
        Offsets(result).Should().BeEmpty();
    }

    private static long Number(JsonElement result, string name) => result.TryGetProperty(name, out var value) ? value.GetInt64() : 0;

    private static List<int> Offsets(JsonElement result) =>
        result.TryGetProperty("publications", out var publications)
            ? publications.EnumerateArray().Select(publication => publication.GetProperty("offset").GetInt32()).ToList() : [];

    private static async Task<string> PublishAsync(TestServer server, int messages)
    {
        var position = string.Empty;
        for (var i = 1; i <= messages; i++)
            position = (await server.Client.PublishAsync("news", $"{i}")).GetProperty("last").GetString()!;
        return Positions.EpochOf(position);
    }

    private static async Task TrimAsync(TestServer server, string before)
    {
        using var response = await server.Client.DeleteAsync($"/topics/news/messages?before={before}").OrTimeout();
        response.IsSuccessStatusCode.Should().BeTrue();
    }
}
