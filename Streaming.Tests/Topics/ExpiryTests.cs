using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

/// <summary>Tests what the readers of an expired topic receive when it is used again before the server has deleted it.</summary>
public sealed class ExpiryTests
{
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());

    [Theory]
    [InlineData("log")]
    [InlineData("memory")]
    public async Task A_publish_to_an_expired_topic_ends_its_readers_and_begins_a_new_topic(string store)
    {
        await using var server = await StartAsync(store);
        await CreateAsync(server);
        await server.Client.PublishAsync("s", "old");
        await using var one = await EventStream.OpenAsync(server.Client, "/topics/s/events?after=earliest");
        await using var several = await EventStream.OpenAsync(server.Client, "/events?topic=s&after=earliest");
        foreach (var reader in (EventStream[])[one, several])
            (await reader.TakeAsync(1))[0].Data.Should().Be("old");
        _clock.Advance(TimeSpan.FromSeconds(10));

        await server.Client.PublishAsync("s", "new");

        foreach (var reader in (EventStream[])[one, several])
            (await ReasonAsync(reader)).Should().Be("expired");
        await using var next = await EventStream.OpenAsync(server.Client, "/topics/s/events", lastEventId: one.LastEventId);
        var events = await next.TakeAsync(2);
        events.Select(each => each.Type).Should().Equal("gap", "message");
        events[1].Data.Should().Be("new");
        await server.Client.PublishAsync("s", "newer");
        (await next.TakeAsync(1))[0].Data.Should().Be("newer");
    }

    [Theory]
    [InlineData("log")]
    [InlineData("memory")]
    public async Task A_refused_append_to_an_expired_stream_ends_its_readers(string store)
    {
        await using var server = await StartAsync(store);
        await CreateAsync(server);
        await server.Client.PublishAsync("s", "old");
        await using var reader = await EventStream.OpenAsync(server.Client, "/topics/s/events?after=earliest");
        (await reader.TakeAsync(1))[0].Data.Should().Be("old");
        _clock.Advance(TimeSpan.FromSeconds(10));

        using var content = new StringContent("new");
        using var refused = await server.Client.PostAsync("/v1/stream/s", content).OrTimeout();

        refused.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await ReasonAsync(reader)).Should().Be("expired");
    }

    private Task<TestServer> StartAsync(string store) => TestServer.StartAsync(
        builder => builder.Services.AddSingleton<TimeProvider>(_clock), folder: null,
        ("Samples:Ticker", "false"), ("Topics:Policies:0:Match", "s"), ("Topics:Policies:0:Store", store),
        ("Topics:RetentionInterval", "1.00:00:00"));

    private static async Task CreateAsync(TestServer server)
    {
        using var body = new StringContent("""{"contentType":"text/plain","timeToLive":"3s"}""", null, "application/json");
        using var created = await server.Client.PutAsync("/topics/s", body).OrTimeout();
        created.StatusCode.Should().Be(HttpStatusCode.Created);
    }

    private static async Task<string?> ReasonAsync(EventStream reader)
    {
        var last = await reader.NextAsync();
        while (last is { Type: not "closed" })
            last = await reader.NextAsync();
        return last is null ? null : JsonDocument.Parse(last.Data).RootElement.GetProperty("reason").GetString();
    }
}
