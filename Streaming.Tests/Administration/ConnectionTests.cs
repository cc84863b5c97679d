using System.Net;
using System.Net.WebSockets;
using Streaming.Tests.Centrifugal;
using Streaming.Tests.DurableStreams;
using Streaming.Tests.SignalR;
using Streaming.Tests.Support;

namespace Streaming.Tests.Administration;

/// <summary>A connection of each transport is listed while it is open, and an administrator can close it.</summary>
public sealed class ConnectionTests
{
    [Fact]
    public async Task An_event_stream_is_listed_until_it_is_closed()
    {
        await using var server = await TestServer.StartAsync();
        await using var stream = await EventStream.OpenAsync(server.Client, "/topics/news/events");
        var listed = await server.OnlyConnectionAsync("sse");
        (listed.Topics(), listed.Behind()).Should().BeEquivalentTo((new[] { "news" }, 0L));
        await server.Client.PublishAsync("news", "1");
        (await stream.NextAsync())!.Data.Should().Be("1");
        (await server.OnlyConnectionAsync("sse")).GetProperty("id").GetString().Should().Be(listed.GetProperty("id").GetString());

        await server.CutOnlyAsync();

        // The response has no last chunk, so that a browser connects again and resumes.
        await FluentActions.Awaiting(() => stream.NextAsync()).Should().ThrowAsync<IOException>();
        await server.ConnectionsBecomeAsync(0);
    }

    [Fact]
    public async Task An_event_stream_that_its_client_closes_leaves_the_list()
    {
        await using var server = await TestServer.StartAsync();
        var stream = await EventStream.OpenAsync(server.Client, "/topics/news/events");
        await server.OnlyConnectionAsync("sse");
        await stream.DisposeAsync();
        await server.ConnectionsBecomeAsync(0);
    }

    [Fact]
    public async Task An_event_stream_over_HTTP2_is_aborted_by_a_cut()
    {
        await using var server = await TestServer.StartAsync(("Kestrel:EndpointDefaults:Protocols", "Http2"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/topics/news/events")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).OrTimeout();
        var id = (await Http2Async(server, "/connections", HttpMethod.Get)).Split("\"id\":\"")[1].Split('"')[0];

        await Http2Async(server, $"/connections/{id}", HttpMethod.Delete);

        await FluentActions.Awaiting(() => response.Content.ReadAsStringAsync().OrTimeout()).Should().ThrowAsync<HttpRequestException>();
    }

    [Fact]
    public async Task An_event_stream_of_several_topics_is_behind_by_the_messages_of_all_of_them()
    {
        await using var server = await TestServer.StartAsync();
        var topics = Enumerable.Range(1, 25).Select(number => $"t{number:D2}").ToList();
        await using var stream = await EventStream.OpenAsync(
            server.Client, "/events?" + string.Join('&', topics.Select(name => $"topic={name}")));
        var listed = await server.OnlyConnectionAsync("sse");
        listed.Topics().Should().Equal(topics.Take(20));
        listed.GetProperty("topicCount").GetInt32().Should().Be(25);
        (await server.ConnectionsAsync("?topic=t25")).Should().ContainSingle();
        (await server.ConnectionsAsync("?topic=t3*")).Should().BeEmpty();

        await server.CutOnlyAsync();

        await FluentActions.Awaiting(() => stream.NextAsync()).Should().ThrowAsync<IOException>();
        await server.ConnectionsBecomeAsync(0);
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_behind()
    {
        await using var server = await TestServer.StartAsync();
        using var client = SmallWindow.CreateClient(server);
        using var response = await client.GetAsync("/topics/news/events", HttpCompletionOption.ResponseHeadersRead).OrTimeout();
        var text = new string('x', 60_000);
        var behind = await Eventually.BecomesAsync(
            async () =>
            {
                await server.Client.PublishAsync("news", text);
                return (await server.OnlyConnectionAsync("sse")).Behind();
            },
            now => now > 3);
        await server.Client.PublishAsync("news", text);
        (await server.OnlyConnectionAsync("sse")).Behind().Should().Be(behind + 1);
    }

    [Fact]
    public async Task A_member_of_a_room_is_listed_and_receives_close_code_4403()
    {
        await using var server = await TestServer.StartAsync();
        await using var ann = await RoomClient.JoinAsync(server, "lobby", "name=Ann&format=json");
        var listed = await server.OnlyConnectionAsync("websocket");
        listed.GetProperty("name").GetString().Should().Be("Ann");
        listed.Topics().Should().Equal("room:lobby");

        await server.CutOnlyAsync();

        while (await ann.ReceiveTextAsync() is not null)
        {
        }

        (ann.Socket.CloseStatus, ann.Socket.CloseStatusDescription).Should().Be(
            ((WebSocketCloseStatus)4403, "An administrator has closed the connection."));
        await server.ConnectionsBecomeAsync(0);
        await server.Client.MembersBecomeAsync("lobby", 0);
    }

    [Fact]
    public async Task A_Centrifugal_client_is_listed_with_its_channels_and_receives_close_code_3503()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await CentrifugalClient.ConnectAsync(server, "name=Ann");
        await client.SubscribeAsync("a");
        await client.SubscribeAsync("b");
        var listed = await server.OnlyConnectionAsync("centrifugal");
        listed.Topics().Should().BeEquivalentTo("a", "b");
        listed.GetProperty("name").GetString().Should().Be("Ann");
        listed.GetProperty("pendingBytes").GetInt64().Should().Be(0);

        await server.CutOnlyAsync();

        (await client.CloseCodeAsync()).Should().Be(3503);
        await server.ConnectionsBecomeAsync(0);
    }

    [Theory]
    [MemberData(nameof(EmulatedClient.Transports), MemberType = typeof(EmulatedClient))]
    public async Task A_Centrifugal_client_over_HTTP_is_listed_and_closed(string transport)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await EmulatedClient.AskAsync(server.Client, transport, "{\"id\":1,\"connect\":{}}");
        await server.ConnectionsBecomeAsync(1);
        await server.OnlyConnectionAsync("centrifugal");

        await server.CutOnlyAsync();

        (await response.Content.ReadAsStringAsync().OrTimeout()).Should().Contain("3503");
        await server.ConnectionsBecomeAsync(0);
    }

    [Fact]
    public async Task A_SignalR_client_is_listed_with_the_topics_of_its_streams_and_is_closed()
    {
        await using var server = await TestServer.StartAsync();
        await using var hub = await HubReader.ConnectAsync(server, "?name=Ann");
        await using var first = hub.Subscribe(["a", "b"]);
        await using var second = hub.Subscribe("c");
        await server.Client.SubscribersBecomeAsync("a", 1);
        await server.Client.SubscribersBecomeAsync("c", 1);
        var listed = await server.OnlyConnectionAsync("signalr");
        listed.Topics().Should().BeEquivalentTo("a", "b", "c");
        listed.GetProperty("name").GetString().Should().Be("Ann");
        var closed = new TaskCompletionSource();
        hub.Connection.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };

        await server.CutOnlyAsync();

        await closed.Task.OrTimeout();
        await server.ConnectionsBecomeAsync(0);
    }

    [Fact]
    public async Task A_reader_of_a_durable_stream_is_listed_and_closed()
    {
        await using var server = await TestServer.StartAsync();
        var end = await server.CreateStreamAsync("s", body: "old");
        using var events = await server.StreamAsync(HttpMethod.Get, $"s?offset={end}&live=sse");
        (await server.OnlyConnectionAsync("durable-streams")).Topics().Should().ContainSingle().Which.Should().EndWith("s");
        await server.CutOnlyAsync();
        await FluentActions.Awaiting(() => events.Content.ReadAsStringAsync().OrTimeout()).Should().ThrowAsync<HttpRequestException>();
        await server.ConnectionsBecomeAsync(0);
        var waiting = server.StreamAsync(HttpMethod.Get, $"s?offset={end}&live=long-poll");
        await server.ConnectionsBecomeAsync(1);
        (await server.OnlyConnectionAsync("durable-streams")).Behind().Should().Be(0);

        await server.CutOnlyAsync();

        await FluentActions.Awaiting(() => waiting.OrTimeout()).Should().ThrowAsync<HttpRequestException>();
        await server.ConnectionsBecomeAsync(0);
    }

    [Fact]
    public async Task A_download_is_listed_while_it_is_sent_and_aborted_by_a_cut()
    {
        await using var server = await TestServer.StartAsync();
        for (var i = 0; i < 200; i++)
            await server.Client.PublishAsync("news", new string('x', 60_000));
        using var client = SmallWindow.CreateClient(server);
        using var response = await client.GetAsync("/topics/news/messages", HttpCompletionOption.ResponseHeadersRead).OrTimeout();
        (await server.OnlyConnectionAsync("download")).Topics().Should().Equal("news");

        await server.CutOnlyAsync();

        await FluentActions.Awaiting(() => response.Content.ReadAsStringAsync().OrTimeout()).Should().ThrowAsync<HttpRequestException>();
        await server.ConnectionsBecomeAsync(0);
    }

    private static async Task<string> Http2Async(TestServer server, string path, HttpMethod method)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var response = await server.Client.SendAsync(request).OrTimeout();
        response.IsSuccessStatusCode.Should().BeTrue();
        return await response.Content.ReadAsStringAsync();
    }
}
