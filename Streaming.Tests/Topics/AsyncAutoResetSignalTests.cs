using Streaming.Server.Core.Concurrency;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

public sealed class AsyncAutoResetSignalTests
{
    [Fact]
    public async Task A_set_before_a_wait_ends_the_wait_at_once()
    {
        var signal = new AsyncAutoResetSignal();
        signal.Set();
        signal.Set();
        var wait = signal.WaitAsync();
        wait.IsCompleted.Should().BeTrue();
        await wait;

        var next = signal.WaitAsync();
        next.IsCompleted.Should().BeFalse("however often it was set, it wakes once");
        signal.Set();
        await next.OrTimeout();
    }

    [Fact]
    public async Task A_waiter_never_continues_inside_the_call_of_Set()
    {
        var signal = new AsyncAutoResetSignal();
        var gate = new object();
        var waiting = WaitAsync();
        lock (gate)
            signal.Set();
        (await waiting.OrTimeout()).Should().BeFalse();

        async Task<bool> WaitAsync()
        {
            await signal.WaitAsync();
            return Monitor.IsEntered(gate);
        }
    }

    [Fact]
    public async Task No_wake_up_is_lost()
    {
        const int Setters = 4;
        const int Each = 100_000;
        var signal = new AsyncAutoResetSignal();
        long produced = 0;
        long seen = 0;

        // The loop works as a subscription does: it checks for messages, and waits only if there are none. A lost wake-up would leave it
        // waiting at the end.
        var waiter = Task.Run(async () =>
        {
            while (seen < Setters * Each)
            {
                var now = Interlocked.Read(ref produced);
                if (now > seen)
                    seen = now;
                else
                    await signal.WaitAsync();
            }
        });
        var setters = Enumerable.Range(0, Setters).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                Interlocked.Increment(ref produced);
                signal.Set();
            }
        }));

        await Task.WhenAll(setters.Append(waiter)).OrTimeout();
        seen.Should().Be(Setters * Each);
    }

    [Fact]
    public async Task Two_loops_that_wake_each_other_never_stop()
    {
        const int Rounds = 100_000;
        var (ping, pong) = (new AsyncAutoResetSignal(), new AsyncAutoResetSignal());
        var turns = 0;

        var other = Task.Run(async () =>
        {
            for (var i = 0; i < Rounds; i++)
            {
                await ping.WaitAsync();
                turns++;
                pong.Set();
            }
        });
        var one = Task.Run(async () =>
        {
            for (var i = 0; i < Rounds; i++)
            {
                ping.Set();
                await pong.WaitAsync();
            }
        });

        await Task.WhenAll(one, other).OrTimeout();
        turns.Should().Be(Rounds);
    }
}
