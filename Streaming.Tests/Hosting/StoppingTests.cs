using System.Net;
using System.Net.Sockets;
using System.Text;
using Streaming.Tests.Support;

namespace Streaming.Tests.Hosting;

[Trait("Category", "Slow")]
public sealed class StoppingTests
{
    [Theory]
    [InlineData("/topics/news/events")]
    [InlineData("/events?topic=news")]
    [InlineData("/ws/lobby")]
    public async Task A_stopping_server_refuses_new_streams_with_Retry_After(string path)
    {
        await using var server = await TestServer.StartAsync();
        await using var stopping = new HeldStop(server);
        await stopping.BeginAsync();
        using var response = await server.Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead).OrTimeout();
        (await response.ProblemAsync(HttpStatusCode.ServiceUnavailable)).Should().Contain("connect again");
        response.Headers.RetryAfter.Should().NotBeNull();
    }

    [Theory]
    [InlineData("/topics/news/events", "true")]
    [InlineData("/topics/news/events", "false")]
    [InlineData("/events?topic=news", "true")]
    public async Task Event_streams_that_a_stop_interrupts_do_not_look_complete(string path, string direct)
    {
        await using var server = await TestServer.StartAsync(("Delivery:Direct", direct));
        var streams = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => EventStream.OpenAsync(server.Client, path)));
        await server.Client.PublishAsync("news", "last words");
        foreach (var stream in streams)
            (await stream.NextAsync())!.Data.Should().Be("last words");
        await server.StopAsync();
        foreach (var stream in streams)
        {
            // A client that reads with fetch reconnects only after an error.
            await stream.Invoking(reader => reader.NextAsync()).Should().ThrowAsync<IOException>();
            await stream.DisposeAsync();
        }
    }

    [Fact]
    public async Task An_event_stream_that_a_stop_interrupts_ends_without_the_last_chunk()
    {
        await using var server = await TestServer.StartAsync();
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(server.Address.Host, server.Address.Port).OrTimeout();
        await tcp.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"GET /topics/news/events HTTP/1.1\r\nHost: {server.Address.Authority}\r\n\r\n")).OrTimeout();
        using var reader = new StreamReader(tcp.GetStream(), Encoding.ASCII);
        while (await reader.ReadLineAsync().OrTimeout() is { Length: > 0 })
        {
        }

        var rest = reader.ReadToEndAsync().OrTimeout();
        await server.Client.SubscribersBecomeAsync("news", 1);
        await server.StopAsync();
        (await rest).Should().EndWith("\n\r\n").And.NotContain("\r\n0\r\n");
    }

    [Fact]
    public async Task Messages_acknowledged_before_a_stop_are_kept_after_the_next_start()
    {
        using var folder = new TemporaryFolder();
        string last;
        await using (var before = await TestServer.StartAsync(configure: null, folder))
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => before.Client.PublishAsync("news", $"m{i}")));
            last = answers.Select(answer => answer.GetProperty("last").GetString()!).MaxBy(Positions.OffsetOf)!;
        }

        await using var after = await TestServer.StartAsync(configure: null, folder);
        var state = await after.Client.GetJsonAsync("/topics/news");
        state.GetProperty("newest").GetString().Should().Be(last);
        state.GetProperty("count").GetInt64().Should().Be(100);
    }

    [Fact]
    public async Task A_subscriber_that_stops_reading_does_not_delay_the_stop()
    {
        await using var server = await TestServer.StartAsync();
        using var small = SmallWindow.CreateClient(server);
        await using var events = await EventStream.OpenAsync(small, "/topics/news/events");
        var filling = new string('x', 50_000);
        for (var i = 0; i < 200; i++)
            await server.Client.PublishAsync("news", filling);
        await server.StopAsync();
    }
}
