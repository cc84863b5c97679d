using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using Streaming.Tests.Support;

namespace Streaming.Tests.Process;

[Trait("Category", "Slow")]
public sealed class TerminateTests
{
    [Fact]
    public async Task SIGTERM_ends_streams_and_loses_nothing_that_was_acknowledged()
    {
        using var folder = new TemporaryFolder();
        var acknowledged = new ConcurrentQueue<string>();
        await using (var server = await ServerProcess.StartAsync(folder, "--Samples:Ticker", "false"))
        {
            await using var events = await EventStream.OpenAsync(server.Client, "/topics/news/events");
            using var room = new ClientWebSocket();
            await room.ConnectAsync(new UriBuilder(new Uri(server.Address, "/ws/lobby")) { Scheme = "ws" }.Uri, CancellationToken.None)
                .OrTimeout();
            var many = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var publishers = Enumerable.Range(0, 8)
                .Select(client => Task.Run(() => PublishUntilRefusedAsync(server, client, acknowledged, many))).ToList();
            await many.Task.OrTimeout();
            (await events.NextAsync()).Should().NotBeNull();

            (await server.TerminateAsync()).Should().Be(0, server.Output);

            // A stream that the stop interrupts does not look complete.
            await FluentActions.Invoking(() => ReadToEndAsync(events)).Should().ThrowAsync<IOException>();
            (await room.ReceiveAsync(new byte[1_000], CancellationToken.None).OrTimeout()).MessageType.Should()
                .Be(WebSocketMessageType.Close);
            room.CloseStatus.Should().NotBeNull();
            await Task.WhenAll(publishers).OrTimeout();
            server.Output.Should().NotContain("fail:").And.NotContain("crit:");
        }

        await using var next = await ServerProcess.StartAsync(folder);
        (await next.Client.GetJsonAsync("/topics/news/messages")).EnumerateArray()
            .Select(message => message.GetProperty("data").GetString()!).Should().Contain(acknowledged);
    }

    private static async Task ReadToEndAsync(EventStream events)
    {
        while (await events.NextAsync() is not null)
        {
        }
    }

    private static async Task PublishUntilRefusedAsync(
        ServerProcess server, int client, ConcurrentQueue<string> acknowledged, TaskCompletionSource many)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                using var response = await server.Client.PostAsync("/topics/news/messages", $"{client}:{i}", "text/plain");
                if (response.StatusCode != HttpStatusCode.Created)
                    return;
                acknowledged.Enqueue($"{client}:{i}");
                if (acknowledged.Count >= 200)
                    many.TrySetResult();
            }
            catch (HttpRequestException)
            {
                return;
            }
        }
    }
}
