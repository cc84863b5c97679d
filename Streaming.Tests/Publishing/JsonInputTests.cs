using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Microsoft.AspNetCore.SignalR;
using Streaming.Server.Centrifugal.Protocol;
using Streaming.Tests.Centrifugal;
using Streaming.Tests.Rooms;
using Streaming.Tests.SignalR;
using Streaming.Tests.Support;

namespace Streaming.Tests.Publishing;

/// <summary>Tests that every transport accepts the same JSON: valid UTF-8, each property once, at most 60 levels of data.</summary>
[Trait("Category", "Slow")]
public sealed class JsonInputTests
{
    private const int Limit = 60;

    [Theory]
    [InlineData("application/json", "{'data':D}")]
    [InlineData("application/json", "[{'data':1},{'data':D}]")]
    [InlineData("application/x-ndjson", "{'data':D}\n")]
    public async Task Over_http_data_has_60_levels_and_the_refusal_names_the_limit(string contentType, string shape)
    {
        await using var server = await TestServer.StartAsync();
        using var taken = await server.Client.PostAsync("/topics/news/messages", Body(shape, Limit), contentType);
        taken.StatusCode.Should().Be(HttpStatusCode.Created);
        foreach (var levels in (int[])[Limit + 1, 64, 100_000])
        {
            using var refused = await server.Client.PostAsync("/topics/news/messages", Body(shape, levels), contentType);
            (await refused.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain("more than 60 levels deep");
        }
    }

    [Fact]
    public async Task In_a_delayed_publish_data_has_60_levels_and_the_job_can_be_read()
    {
        await using var server = await TestServer.StartAsync();
        await using var reader = await EventStream.OpenAsync(server.Client, "/topics/news/events");
        using var taken = await server.Client.PostAsync("/topics/news/messages?delay=0s", Body("{'data':D}", Limit), "application/json");
        taken.StatusCode.Should().Be(HttpStatusCode.Accepted, await taken.Content.ReadAsStringAsync());
        (await server.Client.GetStringAsync(taken.Headers.Location!).OrTimeout()).Should().Contain(Nested(Limit));
        (await reader.NextAsync())!.Data.Should().Be(Nested(Limit));
        using var refused = await server.Client.PostAsync(
            "/topics/news/messages?delay=1s", Body("{'data':D}", Limit + 1), "application/json");
        (await refused.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain("more than 60 levels deep");
    }

    [Theory]
    [InlineData("POST", "/jobs", "{'type':'publish','arguments':{'topic':'news','messages':[{'data':D}]}}")]
    [InlineData("PUT", "/schedules/deep", "{'cron':'0 0 1 1 *','type':'publish','arguments':{'topic':'news','messages':[{'data':D}]}}")]
    public async Task The_job_publish_accepts_60_levels_and_the_body_of_a_job_64(string method, string path, string shape)
    {
        await using var server = await TestServer.StartAsync();
        using var taken = await SendAsync(server, method, path, Body(shape, Limit));
        taken.IsSuccessStatusCode.Should().BeTrue(await taken.Content.ReadAsStringAsync());
        using var refused = await SendAsync(server, method, path, Body(shape, Limit + 1));
        (await refused.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain("more than 64 levels deep");
    }

    [Fact]
    public async Task Over_the_centrifugal_protocol_data_has_60_levels_in_json_and_protobuf()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await CentrifugalClient.ConnectAsync(server);
        (await client.CallAsync($"\"publish\":{{\"channel\":\"news\",\"data\":{Nested(Limit)}}}")).TryGetProperty("error", out _).Should()
            .BeFalse();
        (await client.CallAsync($"\"publish\":{{\"channel\":\"news\",\"data\":{Nested(Limit + 1)}}}")).GetProperty("error")
            .GetProperty("code").GetInt32().Should().Be(107);

        (await PublishProtobufAsync(server, Encoding.UTF8.GetBytes(Nested(Limit)))).Error.Should().BeNull();
        (await PublishProtobufAsync(server, Encoding.UTF8.GetBytes(Nested(200)))).Error.Code.Should().Be(107);
        (await server.Client.GetJsonAsync("/topics/news/messages")).EnumerateArray().Should()
            .HaveCount(2).And.OnlyContain(message => message.GetProperty("data").ValueKind == JsonValueKind.Array);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Over_signalr_data_has_60_levels(bool messagePack)
    {
        await using var server = await TestServer.StartAsync();
        server.Logs.Expect("Failed to invoke hub method");
        await using var hub = await HubReader.ConnectAsync(server, messagePack: messagePack);
        await hub.CallAsync<string>("Publish", "news", Lists(Limit));
        var refused = () => hub.CallAsync<string>("Publish", "news", Lists(Limit + 1));
        (await refused.Should().ThrowAsync<HubException>()).Which.Message.Should().Contain("more than 60 levels deep");
    }

    [Fact]
    public async Task The_JSON_protocol_of_SignalR_closes_a_connection_above_62_levels()
    {
        await using var server = await TestServer.StartAsync();
        var answer = await HubBytesAsync(
            server, "json", Encoding.UTF8.GetBytes(
            $"{{\"type\":1,\"invocationId\":\"1\",\"target\":\"Publish\",\"arguments\":[\"news\",{Nested(63)}]}}\u001e"));
        Encoding.UTF8.GetString(answer).Should().Contain("\"type\":7");
        (await server.Client.GetJsonAsync("/topics/news/messages")).GetArrayLength().Should().Be(0);
    }

    [Theory]
    [InlineData("POST", "/topics/news/messages", "{'data':1,'data':2}")]
    [InlineData("POST", "/topics/news/messages", "{'data':1,'type':'a','type':'b'}")]
    [InlineData("POST", "/topics/news/messages", "[{'data':1,'sender':'a','sender':'b'}]")]
    [InlineData("POST", "/jobs", "{'type':'nothing','type':'publish'}")]
    [InlineData("POST", "/jobs", "{'type':'publish','arguments':{'topic':'a','topic':'b','messages':[{'data':1}]}}")]
    [InlineData("PUT", "/schedules/twice", "{'cron':'0 3 * * *','cron':'0 4 * * *','type':'retention'}")]
    [InlineData("POST", "/webhooks", "{'url':'https://example.com/a','url':'https://example.com/b','topics':['news']}")]
    public async Task A_duplicate_property_is_refused(string method, string path, string body)
    {
        await using var server = await TestServer.StartAsync();
        using var refused = await SendAsync(server, method, path, body.Replace('\'', '"'));
        (await refused.ProblemAsync(HttpStatusCode.BadRequest)).Should().MatchRegex("twice|[Dd]uplicate");
    }

    [Theory]
    [InlineData("""{"id":2,"publish":{"channel":"news","data":1,"data":2}}""")]
    [InlineData("""{"id":2,"publish":{"channel":"news","data":1},"publish":{"channel":"news","data":2}}""")]
    [InlineData("""{"id":2,"id":3,"publish":{"channel":"news","data":1}}""")]
    public async Task A_command_with_a_duplicate_property_violates_the_protocol(string command)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await CentrifugalClient.ConnectAsync(server);
        await client.SendAsync(command);
        (await client.NextAsync()).Should().BeNull();
        client.Socket.CloseStatus.Should().Be((WebSocketCloseStatus)3501);
        (await server.Client.GetJsonAsync("/topics/news/messages")).GetArrayLength().Should().Be(0);
    }

    [Theory]
    [InlineData("{\"k\":\"#\"}")]
    [InlineData("\"#\"")]
    [InlineData("#")]
    public async Task Bytes_that_are_not_utf8_are_refused_in_protobuf(string data)
    {
        await using var server = await TestServer.StartAsync();
        (await PublishProtobufAsync(server, Invalid(data))).Error.Code.Should().Be(107);
        (await server.Client.GetJsonAsync("/topics/news/messages")).GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_close_a_centrifugal_connection_in_json()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await CentrifugalClient.ConnectAsync(server);
        await client.Socket.SendAsync(
            Invalid("{\"id\":2,\"publish\":{\"channel\":\"news\",\"data\":{\"k\":\"#\"}}}"), WebSocketMessageType.Text, true,
            CancellationToken.None).OrTimeout();
        (await client.NextAsync()).Should().BeNull();
        (await server.Client.GetJsonAsync("/topics/news/messages")).GetArrayLength().Should().Be(0);
    }

    [Theory]
    [InlineData("\"#\"", "not valid UTF-8")]
    [InlineData("{\"k\":\"#\"}", "not valid UTF-8")]
    [InlineData("\"\\ud800\"", "half of a surrogate pair")]
    [InlineData("{\"k\":\"\\ud800\"}", "half of a surrogate pair")]
    public async Task Invalid_text_is_refused_with_a_sentence_over_SignalR_in_JSON(string data, string expected)
    {
        await using var server = await TestServer.StartAsync();
        server.Logs.Expect("Failed to invoke hub method");
        var answer = await HubBytesAsync(
            server, "json", [.. Encoding.UTF8.GetBytes(
            "{\"type\":1,\"invocationId\":\"1\",\"target\":\"Publish\",\"arguments\":[\"news\","), .. Invalid(data), .. "]}\u001e"u8]);
        Encoding.UTF8.GetString(answer).Should().Contain(expected);
        (await server.Client.GetJsonAsync("/topics/news/messages")).GetArrayLength().Should().Be(0);
    }

    [Theory]
    [InlineData("a1ff", "not valid UTF-8")]
    [InlineData("81a16ba1ff", "not valid UTF-8")]
    [InlineData("81a1ff01", "not valid UTF-8")]
    [InlineData("91cb7ff8000000000000", "cannot be written as JSON")]
    public async Task Data_that_cannot_become_JSON_is_refused_over_SignalR_in_MessagePack(string data, string expected)
    {
        await using var server = await TestServer.StartAsync();
        server.Logs.Expect("Failed to invoke hub method");
        byte[] body = [0x96, 0x01, 0x80, 0xA1, (byte)'1', 0xA7, .. "Publish"u8, 0x92, 0xA4, .. "news"u8, .. Convert.FromHexString(data),
            0x90];
        var answer = await HubBytesAsync(server, "messagepack", [(byte)body.Length, .. body]);
        Encoding.UTF8.GetString(answer).Should().Contain(expected);
        (await server.Client.GetJsonAsync("/topics/news/messages")).GetArrayLength().Should().Be(0);
    }

    private static string Nested(int levels) => new string('[', levels) + new string(']', levels);

    private static string Body(string shape, int levels) => shape.Replace('\'', '"').Replace("D", Nested(levels), StringComparison.Ordinal);

    private static byte[] Invalid(string text) => [.. Encoding.UTF8.GetBytes(text).Select(each => each == '#' ? (byte)0xFF : each)];

    private static object[] Lists(int levels) => levels == 1 ? [] : [Lists(levels - 1)];

    private static async Task<HttpResponseMessage> SendAsync(TestServer server, string method, string path, string body)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(method), path)
        { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        return await server.Client.SendAsync(request).OrTimeout();
    }

    private static async Task<Reply> PublishProtobufAsync(TestServer server, byte[] data)
    {
        await using var client = await RawMember.ConnectAsync(server, "/connection/websocket?cf_protocol=protobuf");
        var commands = new MemoryStream();
        new Command { Id = 1, Connect = new ConnectRequest() }.WriteDelimitedTo(commands);
        new Command { Id = 2, Publish = new PublishRequest { Channel = "news", Data = ByteString.CopyFrom(data) } }.WriteDelimitedTo(
            commands);
        await client.SendAsync(RawMember.Frame(RawMember.Binary, commands.ToArray()));
        while (true)
        {
            var reply = Reply.Parser.ParseDelimitedFrom(new MemoryStream((await client.NextFrameAsync())!.Payload));
            if (reply.Id == 2)
                return reply;
        }
    }

    // The clients cannot send such bytes, so they are sent on a plain socket; the server's first message that is not a ping is the
    // response.
    private static async Task<byte[]> HubBytesAsync(TestServer server, string protocol, byte[] invocation)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(new Uri(server.Address, "/hubs/stream")) { Scheme = "ws" }.Uri, CancellationToken.None)
            .OrTimeout();
        await SendAsync(Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{{\"protocol\":\"{protocol}\",\"version\":1}}\u001e")));
        (await ReceiveAsync()).Should().Equal("{}\u001e"u8.ToArray());
        await SendAsync(invocation);
        return await ReceiveAsync();

        Task SendAsync(byte[] bytes) => socket.SendAsync(bytes, WebSocketMessageType.Binary, true, CancellationToken.None).OrTimeout();

        async Task<byte[]> ReceiveAsync()
        {
            var buffer = new byte[4_096];
            var received = await socket.ReceiveAsync(buffer, CancellationToken.None).OrTimeout();
            return buffer[..received.Count];
        }
    }
}
