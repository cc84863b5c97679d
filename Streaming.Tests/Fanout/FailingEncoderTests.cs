using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Publishing;
using Streaming.Server.Transports.Sse;
using Streaming.Server.Transports.WebSockets;
using Streaming.Tests.Centrifugal;
using Streaming.Tests.Support;

namespace Streaming.Tests.Fanout;

/// <summary>Tests that an encoder that throws for a message disconnects only the subscribers that need this message.</summary>
public sealed class FailingEncoderTests
{
    private static readonly PoisonFormat s_chunks = new(SseChunkFormat.Instance);
    private static readonly PoisonFormat s_plain = new(RoomWireFormat.Plain);

    // The encoder throws on the thread of the writer loop, or on the publisher's own thread.
    [Theory]
    [InlineData("sqlite")]
    [InlineData("memory")]
    public async Task A_failing_encoder_ends_its_event_stream_and_all_others_continue(string store)
    {
        await using var server = await StartAsync(store);
        server.Logs.Expect("Failed to write messages of topic bad");
        await using var cut = await EventStream.OpenAsync(server.Client, "/topics/bad/events");
        await using var other = await EventStream.OpenAsync(server.Client, "/topics/good/events");
        await server.Client.PublishAsync("bad", "first");
        (await cut.NextAsync())!.Data.Should().Be("first");

        await server.Client.PublishAsync("bad", PoisonFormat.Text);

        await EndsAsync(() => cut.NextAsync());
        await server.Client.SubscribersBecomeAsync("bad", 0);
        await server.Client.PublishAsync("good", "goes on");
        (await other.NextAsync())!.Data.Should().Be("goes on");
        await using var next = await EventStream.OpenAsync(server.Client, "/topics/bad/events");
        await server.Client.PublishAsync("bad", "next");
        (await next.NextAsync())!.Data.Should().Be("next");
        server.Logs.Entries.Should()
            .ContainSingle(entry => entry.Text.Contains("Failed to write messages of topic bad", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_subscriber_that_does_not_need_the_message_stays_connected()
    {
        await using var server = await StartAsync("sqlite");
        server.Logs.Expect("Failed to write messages of topic bad");
        var before = (await server.Client.PublishAsync("bad", "first")).GetProperty("last").GetString();
        await server.Client.PublishAsync("bad", PoisonFormat.Text);
        await using var live = await EventStream.OpenAsync(server.Client, "/topics/bad/events");

        await using var behind = await EventStream.OpenAsync(server.Client, $"/topics/bad/events?after={before}");
        await EndsAsync(() => behind.NextAsync());

        await server.Client.PublishAsync("bad", "next");
        (await live.NextAsync())!.Data.Should().Be("next");
    }

    [Fact]
    public async Task A_failing_encoder_disconnects_its_room_member_and_all_others_continue()
    {
        await using var server = await StartAsync("sqlite");
        server.Logs.Expect("Failed to write messages of topic room:bad");
        await using var cut = await RoomClient.JoinAsync(server, "bad");
        await using var json = await RoomClient.JoinAsync(server, "bad", "format=json");
        await using var other = await RoomClient.JoinAsync(server, "good");

        await server.Client.PublishAsync("room:bad", PoisonFormat.Text);

        await EndsAsync(cut.ReceiveTextAsync);
        string? heard;
        while (!(heard = await json.ReceiveTextAsync())!.Contains(PoisonFormat.Text, StringComparison.Ordinal))
        {
        }

        await other.SendTextAsync("goes on");
        (await other.ReceiveTextAsync()).Should().EndWith("goes on");
        await server.Client.MembersBecomeAsync("bad", 1);
        await using var next = await RoomClient.JoinAsync(server, "bad");
        await server.Client.PublishAsync("room:bad", "next");
        (await next.ReceiveTextAsync()).Should().EndWith("next");
    }

    [Fact]
    public async Task A_failing_encoder_disconnects_its_Centrifugal_client_and_all_others_continue()
    {
        await using var server = await StartAsync("sqlite");
        server.Logs.Expect("Failed to write messages of topic room:bad");
        await using var cut = await CentrifugalClient.ConnectAsync(server);
        await cut.SubscribeAsync("room:bad", ",\"join_leave\":true");
        await using var plain = await CentrifugalClient.ConnectAsync(server);
        await plain.SubscribeAsync("room:bad");

        // A client that requested joins and leaves gets this message decoded, which fails.
        await server.Get<Publisher>()
            .PublishAsync(TopicName.Parse("room:bad"),
            new NewMessage(DataKind.Text, "no member"u8.ToArray(), MessageType.Join, Sender: null));

        await EndsAsync(async () =>
        {
            while (true)
                await cut.PushAsync();
        });
        await server.Client.PublishAsync("room:bad", "next");
        (await plain.PushAsync()).GetProperty("pub").GetProperty("data").GetString().Should().Be("next");
        await server.Client.MembersBecomeAsync("bad", 1);
        await using var again = await CentrifugalClient.ConnectAsync(server);
        await again.SubscribeAsync("room:bad", ",\"join_leave\":true");
    }

    private static Task<TestServer> StartAsync(string store) => TestServer.StartAsync(
        builder =>
        {
            builder.Services.AddSingleton(provider =>
            {
                var readers = new SseProtocols(provider.GetRequiredService<IOptions<SseOptions>>());
                return new SseProtocols(
                    provider.GetRequiredService<IOptions<SseOptions>>())
                { Chunked = readers.Chunked with { Frames = s_chunks } };
            });
            builder.Services.AddSingleton(provider =>
            {
                var readers = new RoomProtocols(provider.GetRequiredService<IOptions<RoomOptions>>());
                return new RoomProtocols(
                    provider.GetRequiredService<IOptions<RoomOptions>>())
                { Plain = readers.Plain with { Frames = s_plain } };
            });
        },
        folder: null,
        ("Storage:Provider", store));

    // The connection is aborted: no last chunk makes the stream look complete.
    private static async Task EndsAsync(Func<Task> next)
    {
        var error = await FluentActions.Awaiting(next).Should().ThrowAsync<Exception>();
        (error.Which is IOException or HttpRequestException or WebSocketException).Should()
            .BeTrue($"the connection was closed, and not {error.Which}");
    }
}
