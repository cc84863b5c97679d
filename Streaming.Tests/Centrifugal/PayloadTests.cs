using System.Globalization;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Streaming.Server.Centrifugal.Protocol;
using Streaming.Tests.Rooms;
using Streaming.Tests.Support;

namespace Streaming.Tests.Centrifugal;

[Trait("Category", "Slow")]
public sealed class PayloadTests
{
    [Fact]
    public async Task An_indented_JSON_payload_is_delivered_on_one_line()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await CentrifugalClient.ConnectAsync(server);
        await client.SubscribeAsync("news");
        using var response = await server.Client.PostAsync(
            "/topics/news/messages", "{\r\n  \"data\": {\r\n    \"a\": [\n      1,\n      \"x\\ny\"\n    ]\r\n  }\r\n}",
            "application/json");
        response.IsSuccessStatusCode.Should().BeTrue();
        var frame = await client.FrameAsync();
        frame.Should().NotContainAny("\n", "\r");
        JsonDocument.Parse(frame!).RootElement.GetProperty("push").GetProperty("pub").GetProperty("data").GetProperty("a")[1].GetString()
            .Should().Be("x\ny");

        await client.SendAsync("{\"id\":9,\n\"publish\":{\n\"channel\":\"news\",\"data\":{\n\n\"b\"\n:2}}}");
        var frames = new[] { (await client.FrameAsync())!, (await client.FrameAsync())! };
        frames.Single(text => text.StartsWith("{\"push\"", StringComparison.Ordinal)).Should()
            .Contain("\"data\":{\"b\":2}").And.NotContain("\n");
    }

    [Fact]
    public async Task The_largest_message_that_HTTP_accepts_is_published()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await CentrifugalClient.ConnectAsync(server);
        await client.CallAsync($"\"publish\":{{\"channel\":\"news\",\"data\":\"{new string('x', 65_536)}\"}}");
        (await server.Client.GetJsonAsync("/topics/news")).GetProperty("count").GetInt64().Should().Be(1);
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("two\nlines\r\nand \"quotes\" \\ and a tab\t")]
    [InlineData("schön 👩‍💻 日本")]
    [InlineData("{\"looks\":\"like JSON\"}")]
    public async Task Text_becomes_a_JSON_string_and_a_published_JSON_string_becomes_text(string text)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await CentrifugalClient.ConnectAsync(server);
        await client.SubscribeAsync("news");
        await server.Client.PublishAsync("news", text);
        var data = (await client.PushAsync()).GetProperty("pub").GetProperty("data");
        (data.ValueKind, data.GetString()).Should().Be((JsonValueKind.String, text));

        await client.CallAsync($"\"publish\":{{\"channel\":\"news\",\"data\":{JsonSerializer.Serialize(text)}}}");
        var kept = await server.Client.GetStringAsync("/topics/news/messages?format=ndjson").OrTimeout();
        kept.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("data").GetString()).Should().Equal(text, text);
    }

    [Theory]
    [InlineData("{\"a\":1.50}")]
    [InlineData("[1,2,[]]")]
    [InlineData("12345678901234567890")]
    [InlineData("null")]
    [InlineData("false")]
    public async Task JSON_is_embedded_unchanged(string json)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await CentrifugalClient.ConnectAsync(server);
        await client.SubscribeAsync("news");
        await client.SendAsync($"{{\"id\":5,\"publish\":{{\"channel\":\"news\",\"data\":{json}}}}}");
        string frame;
        do
            frame = (await client.FrameAsync())!;
        while (!frame.Contains("push", StringComparison.Ordinal));
        frame.Should().Contain($"\"data\":{json}");
    }

    [Fact]
    public async Task A_publication_has_its_sender_time_and_type()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await CentrifugalClient.ConnectAsync(server);
        await client.SubscribeAsync("news");
        await server.Client.PublishAsync("news", "x", "?type=alert&sender=bob");
        var publication = (await client.PushAsync()).GetProperty("pub");
        publication.GetProperty("info").GetProperty("user").GetString().Should().Be("bob");
        publication.GetProperty("tags").GetProperty("type").GetString().Should().Be("alert");
        var kept = (await server.Client.GetJsonAsync("/topics/news/messages"))[0].GetProperty("time").GetDateTimeOffset();
        publication.GetProperty("time").GetInt64().Should().Be(kept.ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task In_Protobuf_each_message_follows_its_length_and_a_ping_is_one_zero_byte()
    {
        await using var server = await TestServer.StartAsync(("Centrifugal:PingInterval", "00:00:01"));
        await using var client = await RawMember.ConnectAsync(server, "/connection/websocket?cf_protocol=protobuf");
        var commands = new MemoryStream();
        new Command { Id = 1, Connect = new ConnectRequest { Name = "test" } }.WriteDelimitedTo(commands);
        new Command { Id = 2, Subscribe = new SubscribeRequest { Channel = "news" } }.WriteDelimitedTo(commands);
        new Command
        {
            Id = 3,
            Publish = new PublishRequest
            {
                Channel = "news",
                Data = ByteString.CopyFromUtf8("{\"a\":\n1}")
            }
        }.WriteDelimitedTo(commands);
        new Command
        {
            Id = 4,
            Publish = new PublishRequest
            {
                Channel = "news",
                Data = ByteString.CopyFromUtf8("just text")
            }
        }.WriteDelimitedTo(commands);
        new Command { Id = 5, Publish = new PublishRequest { Channel = "news", Data = ByteString.CopyFrom(0xFF, 0xFE) } }.WriteDelimitedTo(
            commands);
        await client.SendAsync(RawMember.Frame(RawMember.Binary, commands.ToArray()));

        var replies = new List<Reply>();
        while (replies.Count < 7)
        {
            var frame = (await client.NextFrameAsync())!;
            frame.Opcode.Should().Be(RawMember.Binary);
            if (frame.Payload is not [0])
                replies.Add(Reply.Parser.ParseDelimitedFrom(new MemoryStream(frame.Payload)));
        }

        replies.Where(reply => reply.Id > 0).Select(reply => reply.Id).Should().Equal(1, 2, 3, 4, 5);
        replies[0].Connect.Pong.Should().BeTrue();
        replies[1].Subscribe.Positioned.Should().BeTrue();
        replies.Single(reply => reply.Id == 3).Publish.Should().NotBeNull("an empty result is written too");
        replies.Single(reply => reply.Id == 5).Error.Code.Should().Be(107);
        replies.Where(reply => reply.Push is not null).Select(reply => Encoding.UTF8.GetString(reply.Push.Pub.Data.Span)).Should()
            .Equal("{\"a\":1}", "\"just text\"");
        replies.Where(reply => reply.Push is not null).Select(reply => (long)reply.Push.Pub.Offset).Should().Equal(1, 2);
        (await client.NextFrameAsync())!.Payload.Should().Equal(0);
    }

    [Fact]
    public async Task A_reply_with_many_messages_is_complete_in_JSON_and_Protobuf()
    {
        await using var server = await TestServer.StartAsync();
        var text = new string('ü', 20_000);
        for (var i = 0; i < 20; i++)
            await server.Client.PublishAsync("news", string.Create(CultureInfo.InvariantCulture, $"{i}{text}"));
        await using var client = await CentrifugalClient.ConnectAsync(server);
        var result = await client.SubscribeAsync("news", ",\"recover\":true");
        result.GetProperty("publications").EnumerateArray().Select(publication => publication.GetProperty("data").GetString()).Should()
            .Equal(Enumerable.Range(0, 20).Select(i => i + text));
    }
}
