using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaming.Tests.Rooms;
using Streaming.Tests.Support;

namespace Streaming.Tests.Centrifugal;

public sealed class PingTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddYears(50));

    [Fact]
    public async Task The_first_ping_is_sent_after_half_to_one_interval_and_the_others_once_per_interval()
    {
        await using var server = await StartAsync();
        await using var client = await CentrifugalClient.ConnectAsync(server);
        var first = await SecondsUntilPingAsync(client, 1);
        first.Should().BeInRange(12, 27);
        for (var ping = 2; ping <= 5; ping++)
            (await SecondsUntilPingAsync(client, ping)).Should().BeInRange(25, 26);
    }

    [Fact]
    public async Task Without_a_pong_within_10_seconds_a_client_is_closed_with_3012_and_leaves_its_rooms()
    {
        await using var server = await StartAsync();
        await using var client = await CentrifugalClient.ConnectAsync(server);
        await client.SubscribeAsync("room:lobby");
        await server.Client.MembersBecomeAsync("lobby", 1);
        client.AnswersPings = false;
        await SecondsUntilPingAsync(client, 1);
        for (var i = 0; i < 9; i++)
            _clock.Advance(s_second);
        // The server still answers commands, but they do not count as a pong.
        (await client.CallAsync("\"history\":{\"channel\":\"a\"}")).TryGetProperty("history", out _).Should().BeTrue();
        _clock.Advance(s_second);
        _clock.Advance(s_second);
        (await client.CloseCodeAsync()).Should().Be(3012);
        await client.DisposeAsync();
        await server.Client.MembersBecomeAsync("lobby", 0);
    }

    [Fact]
    public async Task A_connection_without_a_connect_command_within_15_seconds_is_closed_with_3502()
    {
        await using var server = await StartAsync();
        await using var client = await CentrifugalClient.OpenAsync(server);
        var closing = client.CloseCodeAsync();
        // The server may open the connection a moment later than the client.
        await Eventually.BecomesAsync(
            () =>
            {
                _clock.Advance(s_second);
                return Task.FromResult(closing.IsCompleted);
            },
            closed => closed);
        (await closing).Should().Be(3502);
        (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch.AddYears(50)).TotalSeconds.Should().BeGreaterThanOrEqualTo(15);
    }

    [Fact]
    public async Task A_plain_WebSocket_client_can_request_WebSocket_ping_frames()
    {
        await using var server = await StartAsync();
        await using var client = await RawMember.ConnectAsync(server, "/connection/websocket?cf_ws_frame_ping_pong=true");
        await client.SendAsync(RawMember.TextFrame("""{"id":1,"connect":{}}"""));
        var connected = (await client.NextFrameAsync())!.Text;
        connected.Should().NotContain("\"ping\"").And.NotContain("\"pong\"");
        var next = client.NextFrameAsync();
        await Eventually.BecomesAsync(
            () =>
            {
                _clock.Advance(s_second);
                return Task.FromResult(next.IsCompleted);
            },
            came => came);
        (await next)!.Opcode.Should().Be(RawMember.Ping);
        await client.SendAsync(RawMember.Frame(RawMember.Pong, []));
        await client.SendAsync(RawMember.TextFrame("""{"id":2,"history":{"channel":"a"}}"""));
        (await client.NextFrameAsync())!.Text.Should().Contain("history");
        // The ping was answered, so the timeout no longer runs.
        for (var i = 0; i < 11; i++)
            _clock.Advance(s_second);
        await client.SendAsync(RawMember.TextFrame("""{"id":3,"history":{"channel":"a"}}"""));
        (await client.NextFrameAsync())!.Text.Should().Contain("history");
    }

    private Task<TestServer> StartAsync() =>
        TestServer.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(_clock), folder: null);

    // The reply to this command shows that the server has processed all earlier frames.
    private async Task<int> SecondsUntilPingAsync(CentrifugalClient client, int ping)
    {
        for (var seconds = 0; ; seconds++)
        {
            await client.CallAsync("\"history\":{\"channel\":\"a\"}");
            if (client.Pings >= ping)
                return seconds;
            _clock.Advance(s_second);
        }
    }
}
