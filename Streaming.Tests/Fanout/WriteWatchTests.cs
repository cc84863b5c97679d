using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Fanout;
using Streaming.Server.Fanout.Writers;
using Streaming.Tests.Support;

namespace Streaming.Tests.Fanout;

public sealed class WriteWatchTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task A_waiting_write_is_aborted_if_its_client_reads_nothing_for_the_whole_timeout()
    {
        await using var server = await TestServer.StartAsync();
        using var watch = Create(server);
        var aborted = 0;
        var write = new PendingWrite(() => aborted++);
        watch.Begin(write);
        _clock.Advance(TimeSpan.FromSeconds(60));
        aborted.Should().Be(0);
        _clock.Advance(TimeSpan.FromSeconds(2));
        aborted.Should().Be(1);
        _clock.Advance(TimeSpan.FromSeconds(120));
        aborted.Should().Be(1);
        watch.Pending.Should().Be(0);
    }

    [Fact]
    public async Task A_client_that_reads_slowly_but_regularly_is_not_disconnected()
    {
        await using var server = await TestServer.StartAsync();
        using var watch = Create(server);
        var write = new PendingWrite(() => Assert.Fail("The client took something."));
        watch.Begin(write);
        for (var i = 0; i < 10; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(55));
            watch.Progress(write);
        }

        watch.End(write);
        _clock.Advance(TimeSpan.FromHours(1));
        watch.Begin(write);
        _clock.Advance(TimeSpan.FromSeconds(55));
        watch.End(write);
    }

    private WriteWatch Create(TestServer server) =>
        new(Options.Create(new DeliveryOptions { WriteTimeout = TimeSpan.FromSeconds(60) }), _clock,
            server.Services.GetRequiredService<LastResortHandler>(), server.Services.GetRequiredService<ConnectionMetrics>());
}
