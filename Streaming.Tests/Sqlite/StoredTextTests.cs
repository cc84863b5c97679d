using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Server.Core.Messages;
using Streaming.Server.Publishing;
using Streaming.Tests.Centrifugal;
using Streaming.Tests.SignalR;
using Streaming.Tests.Support;

namespace Streaming.Tests.Sqlite;

/// <summary>Tests a file with data that an earlier version stored without checking its text.</summary>
public sealed class StoredTextTests
{
    [Fact]
    public async Task Stored_invalid_UTF8_is_delivered_as_replacement_characters()
    {
        using var folder = new TemporaryFolder();
        await using (var before = await TestServer.StartAsync(configure: null, folder, TestStore.Sqlite))
            await before.Get<Publisher>()
                .PublishAsync(new TopicName("room:old"),
                [Unchecked(DataKind.Json, "{\"k\":\"#\"}"), Unchecked(DataKind.Text, "a#b"),
                Unchecked(DataKind.Json, "[\"\\ud800\",\"\\ud83d\\ude00\"]")]).OrTimeout();

        await using var server = await TestServer.StartAsync(configure: null, folder, TestStore.Sqlite);
        await using var member = await RoomClient.JoinAsync(server, "old", "?after=earliest&format=json");
        (await member.ReceiveTextAsync()).Should().Contain("{\"k\":\"\uFFFD\"}");
        (await member.ReceiveTextAsync()).Should().Contain("a\uFFFDb");
        (await member.ReceiveTextAsync()).Should().Contain("[\"\\ufffd\",\"\\ud83d\\ude00\"]");

        await using var client = await CentrifugalClient.ConnectAsync(server);
        (await client.SubscribeAsync("room:old", ",\"recover\":true")).GetProperty("publications").GetArrayLength().Should()
            .BeGreaterThanOrEqualTo(3);
        await using var hub = await HubReader.ConnectAsync(server, messagePack: true);
        await using var subscription = hub.Subscribe("room:old", "earliest");
        for (var i = 1; i <= 3; i++)
            (await subscription.NextAsync())!.Offset.Should().Be(i);
        (await server.Client.GetStringAsync("/topics/room:old/messages?format=csv").OrTimeout()).Should().Contain("a\uFFFDb");
    }

    private static NewMessage Unchecked(DataKind kind, string data) =>
        new(kind, [.. Encoding.UTF8.GetBytes(data).Select(each => each == '#' ? (byte)0xFF : each)], MessageType.Default, Sender: null);
}
