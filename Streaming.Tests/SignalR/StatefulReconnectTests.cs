using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Tests.Access;
using Streaming.Tests.Clients;
using Streaming.Tests.Fanout;
using Streaming.Tests.Support;

namespace Streaming.Tests.SignalR;

/// <summary>Tests that a client with stateful reconnect continues after its socket was interrupted, without a new subscription.</summary>
[Trait("Category", "Slow")]
public sealed class StatefulReconnectTests
{
    private const int Messages = 500;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_subscription_of_the_DotNet_client_continues_over_an_interrupted_socket(bool messagePack)
    {
        await using var server = await TestServer.StartAsync();
        await using var relay = CutTwice(server);
        await using var connection = Build(relay.Address, messagePack);
        await connection.StartAsync().OrTimeout();
        var id = connection.ConnectionId;
        await using var subscription = new HubSubscription(connection, "Subscribe", (string[])["room:lobby"], "earliest");
        (await subscription.NextAsync())!.Type.Should().Be("join");
        var publishing = PublishAsync(server, "room:lobby");
        for (long offset = 2; offset <= Messages + 1; offset++)
            (await subscription.NextAsync())!.Offset.Should().Be(offset, "every message arrives exactly once");
        await publishing;
        relay.Cuts.Should().BeGreaterThan(0);
        (connection.ConnectionId, connection.State).Should().Be((id, HubConnectionState.Connected));
        (await server.Client.GetJsonAsync("/rooms/lobby/members")).GetProperty("count").GetInt32().Should().Be(1, "the member never left");
        (await connection.InvokeAsync<string>("Publish", "room:lobby", "after").OrTimeout()).Should().NotBeNull();
    }

    [NodeTheory(NodePackages.Clients)]
    [InlineData("stateful-json")]
    [InlineData("stateful-msgpack")]
    public async Task A_subscription_of_the_JavaScript_client_continues_over_an_interrupted_socket(string client)
    {
        await using var server = await TestServer.StartAsync();
        await using var relay = CutTwice(server);
        await using var reader = NodeReader.Start(client, relay.Address, "news");
        var publishing = PublishAsync(server, "news");
        for (long offset = 1; offset <= Messages; offset++)
        {
            var delivered = await reader.NextAsync();
            (delivered.Type, Positions.OffsetOf(delivered.Position)).Should().Be(("message", offset));
        }

        await publishing;
        relay.Cuts.Should().BeGreaterThan(0);
    }

    [Fact]
    public async Task A_reconnecting_client_takes_no_second_slot_and_keeps_its_limits()
    {
        await using var server = await TestServer.StartAsync(("Hubs:MaxConnections", "1"), ("Hubs:MaxMessageBytes", "2048"));
        await using var relay = CutTwice(server);
        await using var connection = Build(relay.Address, messagePack: true);
        await connection.StartAsync().OrTimeout();
        await using var subscription = new HubSubscription(connection, "Subscribe", (string[])["news"], "earliest");
        for (var i = 1; i <= Messages; i++)
        {
            await connection.InvokeAsync<string>("Publish", "news", new string('x', 200)).OrTimeout();
            (await subscription.NextAsync())!.Offset.Should().Be(i);
        }

        relay.Cuts.Should().BeGreaterThan(0);
    }

    [Fact]
    public async Task A_client_cannot_continue_the_connection_of_another_client()
    {
        await using var server = await Tokens.StartServerAsync();
        var token = string.Empty;
        var ann = Tokens.For("ann", subscribe: ["news"]);
        await using var connection = new HubConnectionBuilder().WithUrl(new Uri(server.Address, "/hubs/stream"), options =>
        {
            options.AccessTokenProvider = () => Task.FromResult<string?>(ann);
            options.WebSocketFactory = async (context, cancellationToken) =>
            {
                token = System.Web.HttpUtility.ParseQueryString(context.Uri.Query)["id"]!;
                var socket = new System.Net.WebSockets.ClientWebSocket();
                socket.Options.SetRequestHeader("Authorization", $"Bearer {ann}");
                await socket.ConnectAsync(context.Uri, cancellationToken);
                return socket;
            };
        }).WithStatefulReconnect().Build();
        await connection.StartAsync().OrTimeout();
        (await connection.InvokeAsync<string>("Cursor", (string[])["news"]).OrTimeout()).Should().NotBeNull("the connection exists");
        foreach (var other in (string?[])[null, Tokens.For("ben")])
        {
            using var response = await server.Client.SendAsync(HttpMethod.Get, $"/hubs/stream?id={token}", other);
            response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        }

        connection.State.Should().Be(HubConnectionState.Connected);
    }

    [Fact]
    public async Task Stateful_reconnect_can_be_disabled()
    {
        await using var server = await TestServer.StartAsync(("Hubs:StatefulReconnectBufferSize", "0"));
        using var response = await server.Client.PostAsync(
            "/hubs/stream/negotiate?negotiateVersion=1&useStatefulReconnect=true", "", "text/plain");
        (await response.Content.ReadAsStringAsync().OrTimeout()).Should().NotContain("useStatefulReconnect");
        await using var on = await TestServer.StartAsync();
        using var offered = await on.Client.PostAsync(
            "/hubs/stream/negotiate?negotiateVersion=1&useStatefulReconnect=true", "", "text/plain");
        (await offered.Content.ReadAsStringAsync().OrTimeout()).Should().Contain("\"useStatefulReconnect\":true");
    }

    private static HubConnection Build(Uri server, bool messagePack)
    {
        var builder = new HubConnectionBuilder().WithUrl(new Uri(server, "/hubs/stream?name=ann")).WithStatefulReconnect();
        if (messagePack)
            builder.AddMessagePackProtocol();
        return builder.Build();
    }

    // The connection of the negotiation is not interrupted; the first two WebSockets are.
    private static TcpRelay CutTwice(TestServer server)
    {
        var connections = 0;
        return new TcpRelay(server.Address,
            () => Interlocked.Increment(ref connections) switch { 2 => 10_000, 3 => 40_000, _ => int.MaxValue });
    }

    private static async Task PublishAsync(TestServer server, string topic)
    {
        for (var i = 0; i < Messages; i++)
            await server.Client.PublishAsync(topic, string.Create(CultureInfo.InvariantCulture, $"publisher:{i}"));
    }
}
