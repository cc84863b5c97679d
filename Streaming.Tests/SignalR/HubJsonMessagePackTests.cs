using System.Buffers;
using System.Text;
using MessagePack;
using Microsoft.AspNetCore.SignalR.Protocol;
using Streaming.Server.Core.Messages;
using Streaming.Server.Publishing;
using Streaming.Server.Transports.SignalR;
using Streaming.Tests.Support;

namespace Streaming.Tests.SignalR;

public sealed class HubJsonMessagePackTests
{
    [Theory]
    [InlineData("123456789012345678901234567890")]
    [InlineData("[-123456789012345678901234567890,{\"a\":99999999999999999999999999999999}]")]
    public async Task Messages_with_integers_of_any_length_and_those_after_them_arrive(string json)
    {
        await using var server = await TestServer.StartAsync();
        await using var hub = await RawHub.ConnectAsync(server, messagePack: true);
        await server.Get<Publisher>().PublishAsync(new("news"), NewMessage.Json(Encoding.UTF8.GetBytes(json)));
        await server.Get<Publisher>().PublishAsync(new("news"), NewMessage.Text("next"));
        await hub.SubscribeAsync("1", "news", "earliest");
        (await NextItemAsync(hub)).Offset.Should().Be(1);
        (await NextItemAsync(hub)).Text.Should().Be("next");
    }

    [Theory]
    [InlineData("{\"a\":[1,2.5,true,false,null,\"ü👍\"],\"\":{},\"b\":[]}")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("9223372036854775807")]
    [InlineData("-9223372036854775808")]
    [InlineData("18446744073709551615")]
    public void Values_are_those_of_the_JSON(string json) =>
        MessagePackSerializer.ConvertToJson(Write(json)).Should().Be(json);

    [Theory]
    [InlineData("-0", 0)]
    [InlineData("1e5", 1e5)]
    [InlineData("18446744073709551616", 18446744073709551616d)]
    [InlineData("-1e999", double.NegativeInfinity)]
    [InlineData("0.1234567890123456789012345678901234567890", 0.12345678901234568)]
    public void Numbers_are_the_nearest_ones(string json, double number) =>
        MessagePackSerializer.Deserialize<double>(Write(json)).Should().Be(number);

    private static async Task<HubItem> NextItemAsync(RawHub hub) =>
        (HubItem)(await hub.NextAsync()).Should().BeOfType<StreamItemMessage>().Which.Item!;

    private static byte[] Write(string json)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        HubJsonMessagePack.Write(ref writer, Encoding.UTF8.GetBytes(json));
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
