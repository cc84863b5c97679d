using Microsoft.AspNetCore.Http;
using Streaming.Server.Outbound;
using Streaming.Tests.Support;

namespace Streaming.Tests.Outbound;

/// <summary>Tests that a slow host does not delay calls to other hosts. The host responds when the test allows it.</summary>
public sealed class SlowHostTests
{
    [Fact]
    public async Task A_hundred_calls_to_a_slow_host_hold_only_its_permits_and_other_hosts_are_called()
    {
        await using var slow = await SlowServer.StartAsync();
        await using var quick = await OtherServer.StartAsync(http => http.Response.WriteAsync("quick"));
        await using var calling = new Calling(("Outbound:MaxCalls", "6"), ("Outbound:MaxCallsPerHost", "4"));
        var deliveries = Enumerable.Range(0, 100)
            .Select(_ => calling.SendAsync(new OutboundRequest { Url = slow.Address, Timeout = TimeSpan.FromMinutes(10) })).ToList();
        await slow.HeldBecomeAsync(4);

        for (var i = 0; i < 50; i++)
            (await calling.GetAsync(quick.At("/"))).Status.Should().Be(200);

        slow.Held.Should().Be(4);
        calling.Measure("streaming.outbound.busiest_host").Should().Be(4);
        deliveries.Should().NotContain(call => call.IsCompleted);
        for (var answered = 4; answered <= 100; answered += 4)
        {
            slow.Answer(4);
            await Eventually.BecomesAsync(() => Task.FromResult(deliveries.Count(call => call.IsCompleted)), done => done == answered);
            slow.Most.Should().Be(4, "the limit was never exceeded");
        }

        (await Task.WhenAll(deliveries)).Should().OnlyContain(answer => answer.Status == 200);
        calling.Measure("streaming.outbound.busiest_host").Should().Be(0);
    }

    [Fact]
    public async Task The_number_of_calls_to_all_hosts_is_limited()
    {
        await using var first = await SlowServer.StartAsync();
        await using var second = await SlowServer.StartAsync();
        await using var third = await OtherServer.StartAsync(http => http.Response.WriteAsync("quick"));
        await using var calling = new Calling(("Outbound:MaxCalls", "6"), ("Outbound:MaxCallsPerHost", "3"));
        List<Task<OutboundResponse>> calls =
            [.. Enumerable.Range(0, 10)
            .SelectMany(_ => (Task<OutboundResponse>[])[calling.GetAsync(first.Address), calling.GetAsync(second.Address)])];
        await first.HeldBecomeAsync(3);
        await second.HeldBecomeAsync(3);
        var waits = calling.GetAsync(third.At("/"));
        third.Calls.Should().BeEmpty();

        first.Answer(1);
        (await waits).Status.Should().Be(200);

        first.Answer(9);
        second.Answer(10);
        await Task.WhenAll(calls).OrTimeout();
        (first.Most + second.Most).Should().BeLessThanOrEqualTo(6);
    }

    [Fact]
    public async Task The_queue_of_a_host_is_bounded_and_the_refusal_states_the_limit()
    {
        await using var slow = await SlowServer.StartAsync();
        await using var calling = new Calling(("Outbound:MaxCallsPerHost", "1"), ("Outbound:MaxWaitingPerHost", "1"));
        var held = calling.GetAsync(slow.Address);
        await slow.HeldBecomeAsync(1);
        var waiting = calling.GetAsync(slow.Address);

        var full = await calling.FailAsync(slow.Address);
        full.Failure.Should().Be(OutboundFailure.TooManyCalls);
        full.Message.Should().Contain("Outbound:MaxWaitingPerHost");
        (full.IsNotCalled, full.IsTemporary, full.Duration).Should().Be((true, true, null));
        slow.Answer(2);
        (await held).Status.Should().Be(200);
        (await waiting).Status.Should().Be(200);
    }

    [Fact]
    public async Task The_queue_of_all_hosts_is_bounded()
    {
        await using var slow = await SlowServer.StartAsync();
        await using var calling = new Calling(("Outbound:MaxCallsPerHost", "1"), ("Outbound:MaxWaiting", "1"));
        var calls = new[] { calling.GetAsync(slow.Address), calling.GetAsync(slow.Address) };
        await slow.HeldBecomeAsync(1);
        (await calling.FailAsync(slow.Address)).Message.Should().Contain("Outbound:MaxWaiting)");
        slow.Answer(2);
        await Task.WhenAll(calls).OrTimeout();
    }

    [Fact]
    public async Task A_call_waits_for_its_permit_at_most_for_its_own_limit()
    {
        await using var slow = await SlowServer.StartAsync();
        await using var calling = new Calling(("Outbound:MaxCallsPerHost", "1"));
        var held = calling.SendAsync(new OutboundRequest { Url = slow.Address, Timeout = TimeSpan.FromMinutes(10) });
        await slow.HeldBecomeAsync(1);

        (await calling.FailAsync(new OutboundRequest { Url = slow.Address, MaxWait = TimeSpan.Zero })).Message.Should()
            .Contain("does not wait");
        var patient = calling.FailAsync(new OutboundRequest { Url = slow.Address, MaxWait = TimeSpan.FromSeconds(20) });
        calling.Time.Advance(TimeSpan.FromSeconds(21));
        (await patient).Message.Should().Contain("in 20 s");
        using var gaveUp = new CancellationTokenSource();
        var leaves = calling.SendAsync(new OutboundRequest { Url = slow.Address }, gaveUp.Token);
        await gaveUp.CancelAsync();
        await FluentActions.Awaiting(() => leaves).Should().ThrowAsync<OperationCanceledException>();

        slow.Answer(1);
        (await held).Status.Should().Be(200);
        slow.Calls.Should().Be(1, "a cancelled call is not made");
    }

    [Fact]
    public async Task The_states_of_many_hosts_are_removed()
    {
        await using var calling = new Calling();
        var gates = calling.Get<HostStateRegistry>();
        for (var i = 0; i < 5_000; i++)
            gates.Release(gates.Acquire(new Uri($"http://host-{i}.example/")));
        gates.Count.Should().BeLessThanOrEqualTo(1_001);
    }

    [Fact]
    public async Task Idle_connections_are_kept_for_a_few_hosts_only()
    {
        var connections = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var other = await OtherServer.StartAsync(http =>
        {
            connections.Enqueue(http.Connection.Id);
            return Task.CompletedTask;
        });
        await using var calling = new Calling();
        Task<OutboundResponse> CallAsync(int host) => calling.GetAsync(new Uri($"http://host-{host}.example:{other.Address.Port}/"));
        await CallAsync(0);
        await CallAsync(0);
        connections.Distinct().Should().ContainSingle("the next call to the same host uses the same connection");

        for (var host = 1; host <= 101; host++)
            await CallAsync(host);
        connections.Clear();
        await CallAsync(101);
        await CallAsync(101);
        connections.Distinct().Should().HaveCount(2, "with many hosts, each call closes its own connection");
    }
}
