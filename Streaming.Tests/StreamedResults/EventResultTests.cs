using System.Net;
using System.Net.ServerSentEvents;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Transports.Results;
using Streaming.Tests.Sse;
using Streaming.Tests.Support;

namespace Streaming.Tests.StreamedResults;

/// <summary>Tests server-sent events from an application's own sequences.</summary>
public sealed class EventResultTests
{
    [Fact]
    public async Task An_event_stream_cannot_be_stored_compressed_or_buffered()
    {
        await using var server = await ResultServer.StartAsync(new Source());
        using var response = await server.Client.OpenAsync(
            "/rows/measurements", ("Accept", "text/event-stream"), ("Accept-Encoding", "gzip, br"));
        response.Headers.CacheControl!.ToString().Should().Be("no-store, no-transform");
        response.Headers.GetValues("X-Accel-Buffering").Should().Equal("no");
        response.Content.Headers.ContentEncoding.Should().BeEmpty();
        (await response.Content.ReadAsStringAsync().OrTimeout()).Should().StartWith("retry: 2000\n");
    }

    [Fact]
    public async Task A_silent_stream_has_comments_and_its_next_event_is_whole()
    {
        var source = new Source();
        await using var server = await ResultServer.StartAsync(source, ("Sse:Heartbeat", "00:00:00.020"));
        await using var events = await RawEventStream.OpenAsync(server.Client, "/rows/source?format=events");
        (await events.NextLineAsync()).Should().Be("retry: 2000");
        for (var beat = 0; beat < 5; beat++)
            (await events.NextLineAsync()).Should().Be(":");
        source.Write(Source.Row(3));
        while (await events.NextLineAsync() is var line && line != "event: measured")
            line.Should().Be(":");
        (await events.NextLineAsync()).Should().StartWith("data: {\"sensor\":\"a\"");
        (await events.NextLineAsync()).Should().Be("id: 20260103");
        (await events.NextLineAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Id_type_and_data_come_from_a_function()
    {
        await using var server = await ResultServer.StartAsync(new Source(), app => app.MapGet("/numbers", () => StreamingResults.Events(
            Enumerable.Range(1, 3).ToAsyncEnumerable(),
            number => number == 1 ? (null, null, $"first\nof {number}") : ($"n{number}", "number", new { Number = number }))));
        await using var events = await EventStream.OpenAsync(server.Client, "/numbers");
        (await events.TakeAsync(3)).Should().Equal(
            new EventStream.Event(string.Empty, "message", "first\nof 1"),
            new EventStream.Event("n2", "number", "{\"number\":2}"),
            new EventStream.Event("n3", "number", "{\"number\":3}"));
        (await events.NextAsync()).Should().BeNull();
    }

    [Fact]
    public async Task Items_of_dotnet_keep_their_id_and_type()
    {
        await using var server = await ResultServer.StartAsync(new Source(), app => app.MapGet("/items", () => StreamingResults.Events(
            new[] { new SseItem<int>(7, "number") { EventId = "a" }, new SseItem<int>(8) }.ToAsyncEnumerable())));
        await using var events = await EventStream.OpenAsync(server.Client, "/items");
        (await events.TakeAsync(2)).Should().Equal(new EventStream.Event("a", "number", "7"), new EventStream.Event("a", "message", "8"));
    }

    [Fact]
    public async Task A_client_that_reconnects_continues_after_its_last_event_and_stops_after_the_end()
    {
        await using var server = await ResultServer.StartAsync(new Source(), MapNumbers);
        await using (var events = await EventStream.OpenAsync(server.Client, "/numbers"))
            (await events.TakeAsync(2)).Select(each => each.Data).Should().Equal("1", "2");
        await using (var resumed = await EventStream.OpenAsync(server.Client, "/numbers", lastEventId: "2"))
        {
            (await resumed.TakeAsync(3)).Select(each => each.Data).Should().Equal("3", "4", "5");
            (await resumed.NextAsync()).Should().BeNull();
        }

        using var ended = await server.Client.OpenAsync("/numbers", ("Accept", "text/event-stream"), ("Last-Event-ID", "5"));
        ended.StatusCode.Should().Be(HttpStatusCode.NoContent, "an EventSource then does not reconnect");
    }

    [Fact]
    public async Task A_client_that_cannot_set_headers_continues_and_stops_with_the_id_in_the_query()
    {
        await using var server = await ResultServer.StartAsync(new Source(), MapNumbers);
        await using (var resumed = await EventStream.OpenAsync(server.Client, "/numbers?lastEventId=3"))
            (await resumed.NextAsync())!.Data.Should().Be("4");
        await using (var withHeader = await EventStream.OpenAsync(server.Client, "/numbers?lastEventId=1", lastEventId: "3"))
            (await withHeader.NextAsync())!.Data.Should().Be("4");
        using var ended = await server.Client.OpenAsync("/numbers?lastEventId=5", ("Accept", "text/event-stream"));
        ended.StatusCode.Should().Be(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_client_that_reconnects_waits_for_the_next_event()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        var source = new Source();
        await using var server = await TestServer.StartAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(clock),
            app => app.MapGet("/later", () => StreamingResults.Events((_, cancellationToken) => source.RowsAsync(cancellationToken))),
            folder: null);
        var opened = server.Client.OpenAsync("/later", ("Last-Event-ID", "20260101"));
        await source.Started.OrTimeout();
        await Eventually.BecomesAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(opened.IsCompleted);
            },
            isOpen => isOpen);
        using var response = await opened;
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        source.Write(Source.Row(2));
        source.Complete();
        (await response.Content.ReadAsStringAsync().OrTimeout()).Should().Contain("id: 20260102");
    }

    [Theory]
    [InlineData("a\ndata: forged", null)]
    [InlineData("a\r", null)]
    [InlineData(null, "b\n\ndata: forged")]
    public async Task An_id_or_a_type_with_a_line_end_injects_nothing(string? id, string? type)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ResultServer.StartAsync(new Source(), app => app.MapGet(
            "/forged", () => StreamingResults.Events(Waiting(gate.Task), _ => (id, type, "data"))));
        using var response = await server.Client.OpenAsync("/forged");
        await using var body = await response.Content.ReadAsStreamAsync().OrTimeout();
        using var reader = new StreamReader(body);
        (await reader.NextLineAsync()).Should().Be("retry: 2000");
        gate.SetResult();
        await reader.Invoking(each => each.ReadToEndAsync().OrTimeout()).Should().ThrowAsync<IOException>();
    }

    private static void MapNumbers(WebApplication app) => app.MapGet("/numbers", () => StreamingResults.Events(
        (lastEventId, _) => Numbers(lastEventId is null ? 1 : int.Parse(lastEventId) + 1), number => ($"{number}", null, number)));

    private static async IAsyncEnumerable<int> Numbers(int first)
    {
        for (var number = first; number <= 5; number++)
        {
            await Task.Yield();
            yield return number;
        }

        await Task.Yield();
    }

    private static async IAsyncEnumerable<int> Waiting(Task gate)
    {
        await gate;
        yield return 1;
    }
}
