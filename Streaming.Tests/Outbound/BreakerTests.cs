using Microsoft.AspNetCore.Http;
using Streaming.Server.Outbound;
using Streaming.Tests.Support;

namespace Streaming.Tests.Outbound;

/// <summary>Tests the circuit breaker: after failures the server does not call a host for a time.</summary>
public sealed class BreakerTests
{
    private static readonly (string, string)[] s_settings =
    [
        ("Outbound:Breaker:Calls", "4"), ("Outbound:Breaker:FailureRatio", "0.5"), ("Outbound:Breaker:Pause", "00:00:15"),
    ];

    [Fact]
    public async Task After_many_failures_a_hosts_breaker_opens_and_later_one_call_tests_the_host()
    {
        var isThere = false;
        await using var other = await OtherServer.StartAsync(http =>
        {
            http.Response.StatusCode = isThere ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        });
        await using var healthy = await OtherServer.StartAsync(_ => Task.CompletedTask);
        await using var calling = new Calling(s_settings);
        for (var i = 0; i < 4; i++)
            (await calling.GetAsync(other.At("/"))).Status.Should().Be(503);

        var open = await calling.FailAsync(other.At("/"));
        open.Failure.Should().Be(OutboundFailure.CircuitOpen);
        (open.IsNotCalled, open.IsTemporary, open.RetryAfter).Should().Be((true, true, TimeSpan.FromSeconds(15)));
        other.Calls.Should().HaveCount(4, "the host is not called while its breaker is open");
        calling.Measure("streaming.outbound.breaker.open").Should().Be(1);
        (await calling.GetAsync(healthy.At("/"))).Status.Should().Be(200, "each host has its own breaker");

        isThere = true;
        calling.Time.Advance(TimeSpan.FromSeconds(16));
        (await calling.GetAsync(other.At("/"))).Status.Should().Be(200);
        (await calling.GetAsync(other.At("/"))).Status.Should().Be(200);
        calling.Measure("streaming.outbound.breaker.open").Should().Be(0);
    }

    [Fact]
    public async Task A_failing_path_or_a_429_of_one_path_does_not_open_the_hosts_breaker()
    {
        await using var other = await OtherServer.StartAsync(http =>
        {
            http.Response.StatusCode = http.Request.Path == "/busy" ? StatusCodes.Status429TooManyRequests
                : StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        });
        await using var calling = new Calling(s_settings);
        for (var i = 0; i < 20; i++)
            (await calling.GetAsync(other.At(i % 2 == 0 ? "/busy" : "/broken"))).Status.Should().BeOneOf(429, 500);
    }

    [Fact]
    public async Task A_host_that_refuses_connections_opens_its_breaker()
    {
        await using var other = await OtherServer.StartAsync(_ => Task.CompletedTask);
        var url = other.At("/");
        await other.DisposeAsync();
        await using var calling = new Calling(s_settings);
        for (var i = 0; i < 4; i++)
            (await calling.FailAsync(url)).Failure.Should().Be(OutboundFailure.Connection);
        (await calling.FailAsync(url)).Failure.Should().Be(OutboundFailure.CircuitOpen);
    }

    [Fact]
    public async Task A_host_that_never_responds_opens_its_breaker_after_a_few_calls()
    {
        var answers = false;
        using var arrived = new SemaphoreSlim(0);
        await using var other = await OtherServer.StartAsync(async http =>
        {
            arrived.Release();
            if (!Volatile.Read(ref answers))
                await http.RequestAborted.UntilCancelledAsync();
        });
        await using var calling = new Calling();
        for (var i = 0; i < 5; i++)
            await TimeOutAsync();
        (await calling.FailAsync(other.At("/"))).Failure.Should().Be(OutboundFailure.CircuitOpen);

        calling.Time.Advance(TimeSpan.FromSeconds(16));
        await TimeOutAsync();
        (await calling.FailAsync(other.At("/"))).Failure.Should().Be(OutboundFailure.CircuitOpen, "the call that tested the host failed");
        other.Calls.Should().HaveCount(6);
        Volatile.Write(ref answers, true);
        calling.Time.Advance(TimeSpan.FromSeconds(16));
        (await calling.GetAsync(other.At("/"))).Status.Should().Be(200);
        (await calling.GetAsync(other.At("/"))).Status.Should().Be(200);

        async Task TimeOutAsync()
        {
            var call = calling.FailAsync(other.At("/"));
            await arrived.WaitAsync().OrTimeout();
            calling.Time.Advance(TimeSpan.FromSeconds(15));
            (await call).Failure.Should().Be(OutboundFailure.Timeout);
        }
    }

    [Fact]
    public async Task A_response_between_failures_keeps_the_hosts_breaker_closed()
    {
        var calls = 0;
        await using var other = await OtherServer.StartAsync(http =>
        {
            http.Response.StatusCode = Interlocked.Increment(ref calls) % 4 == 0 ? StatusCodes.Status200OK
                : StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        });
        await using var calling = new Calling();
        for (var i = 0; i < 12; i++)
            (await calling.GetAsync(other.At("/"))).Status.Should().BeOneOf(200, 503);
    }

    [Fact]
    public async Task Refused_addresses_do_not_open_the_hosts_breaker()
    {
        await using var calling = new Calling([.. s_settings, ("Outbound:AllowedNetworks:0", "127.0.0.2")]);
        for (var i = 0; i < 20; i++)
            (await calling.FailAsync(new Uri("http://inside.example/"))).Failure.Should().Be(OutboundFailure.RefusedAddress);
    }
}
