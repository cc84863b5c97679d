using System.Net.WebSockets;
using System.Text;
using Streaming.Server.Transports.Centrifugal;
using Streaming.Tests.Support;

namespace Streaming.Tests.Centrifugal;

[Trait("Category", "Slow")]
public sealed class CloseTests
{
    private const int BadRequest = 3501;

    [Theory]
    [InlineData("""{"id":1,"subscribe":{"channel":"a"}}""")]
    [InlineData("{}")]
    [InlineData("""{"id":1}""")]
    [InlineData("""{"connect":{}}""")]
    [InlineData("""{"id":0,"connect":{}}""")]
    [InlineData("""{"id":-1,"connect":{}}""")]
    [InlineData("""{"id":"1","connect":{}}""")]
    [InlineData("""{"id":4294967296,"connect":{}}""")]
    [InlineData("""{"id":1,"connect":[]}""")]
    [InlineData("""{"id":1,"connect":{"name":5}}""")]
    [InlineData("""{"id":1,"connect":{"name":"longer than sixteen"}}""")]
    [InlineData("""{"id":1,"connect":""")]
    [InlineData("[]")]
    [InlineData("hello")]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("""{"id":1,"connect":{}} nonsense""")]
    public async Task A_first_frame_without_a_connect_command_closes_with_3501(string frame)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await CentrifugalClient.OpenAsync(server);
        await client.SendAsync(frame);
        (await client.CloseCodeAsync()).Should().Be(BadRequest);
        client.Socket.CloseStatusDescription.Should().Be("bad request");
    }

    [Theory]
    [InlineData("""{"id":2,"connect":{}}""")]
    [InlineData("""{"subscribe":{"channel":"a"}}""")]
    [InlineData("""{"id":0,"publish":{"channel":"a","data":1}}""")]
    [InlineData("""{"id":2,"subscribe":{"channel":7}}""")]
    [InlineData("""{"id":2,"subscribe":{"channel":"a","offset":-1}}""")]
    [InlineData("""{"id":2,"publish":{"channel":"\ud800"}}""")]
    [InlineData("nonsense")]
    public async Task A_later_violation_of_the_protocol_closes_with_3501(string frame)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await CentrifugalClient.ConnectAsync(server);
        await client.SendAsync(frame);
        (await client.CloseCodeAsync()).Should().Be(BadRequest);
    }

    [Fact]
    public async Task A_connection_whose_connect_was_refused_accepts_no_further_commands()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await CentrifugalClient.OpenAsync(server);
        (await client.RefusedAsync("\"connect\":{\"data\":{\"name\":\"a\\u0000b\"}}")).Message.Should().Contain("printable");
        await client.SendAsync("""{"id":2,"connect":{}}""");
        (await client.CloseCodeAsync()).Should().Be(BadRequest);
    }

    [Fact]
    public async Task A_message_above_the_limit_closes_with_1009_and_one_at_the_limit_is_accepted()
    {
        await using var server = await TestServer.StartAsync(("Centrifugal:MaxFrameBytes", "2000"));
        await using var client = await CentrifugalClient.ConnectAsync(server);
        var publish = """{"id":2,"publish":{"channel":"a","data":"x"}}""";
        await client.SendAsync(publish.Replace("x", new string('x', 2_000 - publish.Length + 1), StringComparison.Ordinal));
        (await client.NextAsync())!.Value.TryGetProperty("publish", out _).Should().BeTrue();
        await client.SendAsync(publish.Replace("x", new string('x', 2_000 - publish.Length + 2), StringComparison.Ordinal));
        (await client.CloseCodeAsync()).Should().Be((int)WebSocketCloseStatus.MessageTooBig);
    }

    [Theory]
    [InlineData("", WebSocketMessageType.Binary)]
    [InlineData("format=protobuf", WebSocketMessageType.Text)]
    public async Task A_frame_of_the_wrong_kind_closes_with_1003(string query, WebSocketMessageType kind)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await CentrifugalClient.OpenAsync(server, query);
        await client.Socket.SendAsync("{}"u8.ToArray(), kind, true, CancellationToken.None).OrTimeout();
        (await client.CloseCodeAsync()).Should().Be((int)WebSocketCloseStatus.InvalidMessageType);
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 5, 8, 1 })]
    [InlineData(new byte[] { 2, 0xFF, 0xFF })]
    [InlineData(new byte[] { 0 })]
    public async Task A_malformed_protobuf_frame_closes_with_3501(byte[] frame)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await CentrifugalClient.OpenAsync(server, "cf_protocol=protobuf");
        await client.Socket.SendAsync(frame, WebSocketMessageType.Binary, true, CancellationToken.None).OrTimeout();
        (await client.CloseCodeAsync()).Should().Be(BadRequest);
    }

    [Fact]
    public async Task A_stopping_server_closes_with_3001_so_that_clients_reconnect()
    {
        await using var server = await TestServer.StartAsync();
        var clients = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => CentrifugalClient.ConnectAsync(server)));
        foreach (var client in clients)
            await client.SubscribeAsync("room:lobby");
        var closing = clients.Select(client => client.CloseCodeAsync()).ToList();
        var stopping = server.StopAsync();
        foreach (var (client, code) in clients.Zip(closing))
        {
            (await code).Should().Be(3001);
            await client.DisposeAsync();
        }

        await stopping;
    }

    [Fact]
    public async Task A_client_that_never_reads_its_replies_is_closed_as_slow_and_delays_no_other_client()
    {
        await using var server = await TestServer.StartAsync(
            ("Centrifugal:MaxQueueBytes", "65536"), ("Centrifugal:CloseTimeout", "00:00:00.100"));
        var filling = new string('x', 30_000);
        for (var i = 0; i < 40; i++)
            await server.Client.PublishAsync("room:lobby", filling);
        using var handler = new HttpClient(SmallWindow.CreateHandler());
        await using var slow = await CentrifugalClient.OpenAsync(server, handler: handler);
        await slow.SendAsync("""{"id":1,"connect":{}}""");
        await slow.SendAsync("""{"id":2,"subscribe":{"channel":"room:lobby"}}""");
        await server.Client.SubscribersBecomeAsync("room:lobby", 1);
        for (var i = 0; i < 40; i++)
            await slow.SendAsync("""{"id":3,"history":{"channel":"room:lobby","limit":40}}""");
        await server.Client.SubscribersBecomeAsync("room:lobby", 0);
        await server.Client.MembersBecomeAsync("lobby", 0);
    }

    [Fact]
    public void Close_reasons_fit_a_close_frame()
    {
        foreach (var reason in typeof(CloseReason).GetFields().Select(field => field.GetValue(null)).OfType<CloseReason>())
        {
            reason.Code.Should().BeInRange(3000, 3999);
            Encoding.UTF8.GetByteCount(reason.Reason).Should().BeLessThanOrEqualTo(123);
        }
    }
}
