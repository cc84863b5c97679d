using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Tests.Support;

namespace Streaming.Tests.SignalR;

/// <summary>Tests that a client learns which arguments a method takes when it calls the method with others.</summary>
public sealed class HubArgumentsTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_with_the_wrong_number_of_arguments_is_explained(bool messagePack)
    {
        await using var server = await TestServer.StartAsync();
        await using var hub = await HubReader.ConnectAsync(server, messagePack: messagePack);
        await ShouldExplainAsync(hub.Connection);

        // The connection continues.
        (await hub.CallAsync<string>("Publish", "news", "x")).Should().EndWith("-1");
    }

    // SignalR itself writes to a connection with stateful reconnect, and to one that is no WebSocket.
    [Theory]
    [InlineData("stateful")]
    [InlineData("long polls")]
    public async Task Each_kind_of_connection_explains_its_calls(string kind)
    {
        await using var server = await TestServer.StartAsync();
        var builder = new HubConnectionBuilder().WithUrl(new Uri(server.Address, "/hubs/stream"), options =>
        {
            if (kind == "long polls")
                options.Transports = Microsoft.AspNetCore.Http.Connections.HttpTransportType.LongPolling;
        });
        await using var connection = (kind == "stateful" ? builder.WithStatefulReconnect() : builder).Build();
        await connection.StartAsync().OrTimeout();
        await ShouldExplainAsync(connection);
    }

    [Theory]
    [InlineData("Publish", "Publish takes topic (a text), data (any value)", 7, "x")]
    [InlineData("Members", "Members takes room (a text)")]
    [InlineData("PublishTyped", "PublishTyped takes topic (a text), type (a text), data (any value)", "a", "b")]
    [InlineData("Cursor", "Cursor takes topics (a list of texts)", "news")]
    [InlineData("Subscrib", "There is no such method; there are Cursor, Subscribe", "news")]
    public async Task Wrong_arguments_are_explained_without_internals(string method, string expected, params object[] arguments)
    {
        await using var server = await TestServer.StartAsync();
        await using var hub = await HubReader.ConnectAsync(server);
        var call = () => hub.CallAsync<object>(method, arguments);
        (await call.Should().ThrowAsync<HubException>()).Which.Message.Should()
            .Contain(expected).And.NotContain("   at ").And.NotContain("System.").And.NotContain("Streaming.Server");
    }

    private static async Task ShouldExplainAsync(HubConnection connection)
    {
        await using var withoutAfter = new HubSubscription(connection, "Subscribe", (object)(string[])["room:a"]);
        var subscribe = () => withoutAfter.NextAsync();
        (await subscribe.Should().ThrowAsync<HubException>()).Which.Message.Should()
            .Contain("Subscribe takes topics (a list of texts), after (a text or null). Give all of them, in this order.");
        await using var withoutLimit = new HubSubscription(connection, "History", "news", null);
        var history = () => withoutLimit.NextAsync();
        (await history.Should().ThrowAsync<HubException>()).Which.Message.Should()
            .Contain("History takes topic (a text), after (a text or null), limit (a whole number)");
    }
}
