using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Tests.Centrifugal;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

/// <summary>Clients of all transports over a failover of the log.</summary>
[Trait("Category", "Slow")]
public sealed class FailoverOnTheWireTests : IAsyncLifetime
{
    private readonly FailoverLog _log = new();
    private readonly ManualBus _bus = new();
    private TestServer? _server;

    private TestServer Server => _server ?? throw new InvalidOperationException("The server is not started yet.");

    public async Task InitializeAsync() => _server = await TestServer.StartAsync(
        builder => builder.Services.AddTopicBus<ManualBus>().AddSingleton<ITopicBus>(_bus).AddSingleton<ITopicLog>(_log),
        folder: null, ("Storage:Provider", "memory"));

    public async Task DisposeAsync() => await Server.DisposeAsync();

    [Fact]
    public async Task Event_streams_go_on_or_get_a_gap()
    {
        await PublishAsync("1", "2", "3");
        await using var live = await EventStream.OpenAsync(Server.Client, "/topics/news/events?after=earliest");
        await using var several = await EventStream.OpenAsync(Server.Client, "/events?topic=news&topic=other&after=earliest");
        await using var later = await EventStream.OpenAsync(Server.Client, "/topics/other/events");
        (await live.TakeAsync(3))[2].Data.Should().Be("3");
        await several.TakeAsync(3);
        await Server.Client.PublishAsync("other", "1");
        await later.TakeAsync(1);

        await _log.FailOverAsync(lost: 1);
        await ReportAsync("news");
        await ReportAsync("other");
        var epoch = await PublishAsync("3, again");

        var events = (await ReadToEndAsync(live))[^2..];
        events.Select(read => (read.Type, read.Id)).Should().Equal(("gap", $"{epoch}-2"), ("message", $"{epoch}-3"));
        (await ReadToEndAsync(several)).Should().Contain(read => read.Type == "gap");
        (await later.TakeAsync(1))[0].Type.Should().Be("gap");
    }

    [Fact]
    public async Task An_event_stream_resumes_with_the_id_of_the_former_epoch()
    {
        var before = await PublishAsync("1", "2", "3", "4");
        await _log.FailOverAsync(lost: 2);
        var after = await PublishAsync("3, again");

        await using var kept = await EventStream.OpenAsync(Server.Client, "/topics/news/events", lastEventId: $"{before}-2");
        await using var lost = await EventStream.OpenAsync(Server.Client, "/topics/news/events", lastEventId: $"{before}-3");

        var next = await kept.NextAsync();
        (next!.Type, next.Id, next.Data).Should().Be(("message", $"{after}-3", "3, again"));
        (await lost.TakeAsync(2)).Select(read => (read.Type, read.Id)).Should().Equal(("gap", $"{after}-2"), ("message", $"{after}-3"));
    }

    [Fact]
    public async Task A_Centrifugal_client_recovers_with_the_former_epoch_up_to_what_was_kept()
    {
        var before = await PublishAsync("1", "2", "3", "4");
        await _log.FailOverAsync(lost: 2);
        var after = await PublishAsync("3, again");

        await using var client = await CentrifugalClient.ConnectAsync(Server);
        var kept = await client.SubscribeAsync("news", Since(1, before));
        (kept.GetProperty("recovered").GetBoolean(), kept.GetProperty("epoch").GetString()).Should().Be((true, after));
        kept.GetProperty("publications").EnumerateArray().Select(each => each.GetProperty("data").ToString())
            .Should().Equal("2", "3, again");
        await client.CallAsync("\"unsubscribe\":{\"channel\":\"news\"}");

        var lost = await client.SubscribeAsync("news", Since(3, before));
        lost.TryGetProperty("recovered", out _).Should().BeFalse();
    }

    [Fact]
    public async Task A_connected_Centrifugal_client_is_unsubscribed_to_subscribe_again_with_the_new_epoch()
    {
        var before = await PublishAsync("1", "2");
        await using var client = await CentrifugalClient.ConnectAsync(Server);
        await client.SubscribeAsync("news");
        await _log.FailOverAsync(lost: 0);
        await ReportAsync("news");

        (await client.PushAsync()).GetProperty("unsubscribe").GetProperty("code").GetInt32().Should().Be(2500);
        var after = await PublishAsync("3");
        var again = await client.SubscribeAsync("news", Since(2, before));
        (again.GetProperty("recovered").GetBoolean(), again.GetProperty("epoch").GetString()).Should().Be((true, after));
        again.GetProperty("publications").GetArrayLength().Should().Be(1);
    }

    [Fact]
    public async Task A_history_starts_after_a_position_of_the_former_epoch()
    {
        var before = await PublishAsync("1", "2", "3", "4");
        await _log.FailOverAsync(lost: 2);
        var after = await PublishAsync("3, again");

        using var kept = await Server.Client.GetAsync($"/topics/news/messages?after={before}-1&before={after}-4").OrTimeout();
        kept.Headers.Contains("Streaming-Gap").Should().BeFalse();
        (await TextsAsync(kept)).Should().Equal("2", "3, again");
        using var lost = await Server.Client.GetAsync($"/topics/news/messages?after={before}-3").OrTimeout();
        lost.Headers.Contains("Streaming-Gap").Should().BeTrue();
        (await TextsAsync(lost)).Should().Equal("3, again");
        using var unknown = await Server.Client.GetAsync("/topics/news/messages?after=unknown-3").OrTimeout();
        (await TextsAsync(unknown)).Should().Equal("1", "2", "3, again");
    }

    private static async Task<List<EventStream.Event>> ReadToEndAsync(EventStream events)
    {
        var read = new List<EventStream.Event>();
        while (read is not [.., { Data: "3, again" }])
            read.AddRange(await events.TakeAsync(1));
        return read;
    }

    private static async Task<IEnumerable<string?>> TextsAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync().OrTimeout()).RootElement.EnumerateArray()
            .Select(message => message.GetProperty("data").GetString());

    private static string Since(int offset, string epoch) => $",\"recover\":true,\"offset\":{offset},\"epoch\":\"{epoch}\"";

    private async Task<string> PublishAsync(params string[] texts)
    {
        var position = string.Empty;
        foreach (var text in texts)
            position = (await Server.Client.PublishAsync("news", text)).GetProperty("last").GetString()!;
        return Positions.EpochOf(position);
    }

    private async Task ReportAsync(string topic)
    {
        var state = await _log.StateAsync(topic);
        _bus.Report(new TopicChange(new TopicName(topic), state.Newest) { Epoch = state.Epoch });
    }
}
