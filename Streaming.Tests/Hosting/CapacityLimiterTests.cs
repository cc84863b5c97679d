using Streaming.Server.Core.Concurrency;

namespace Streaming.Tests.Hosting;

public sealed class CapacityLimiterTests
{
    [Fact]
    public void A_lease_releases_its_permit_once_however_often_it_is_disposed()
    {
        var limiter = new CapacityLimiter(2);
        var (first, second) = (limiter.TryLease()!, limiter.TryLease());
        limiter.TryLease().Should().BeNull();
        first.Dispose();
        first.Dispose();
        limiter.Held.Should().Be(1);
        second.Should().NotBeNull();
    }

    [Fact]
    public void Keys_are_limited_individually_and_in_total()
    {
        var limiter = new KeyedCapacityLimiter<int>(limit: 3, limitPerKey: 2);
        limiter.TryAcquire(1).Should().Be(CapacityResult.Acquired);
        limiter.TryAcquire(1).Should().Be(CapacityResult.Acquired);
        limiter.TryAcquire(1).Should().Be(CapacityResult.KeyLimitReached);
        limiter.TryAcquire(null).Should().Be(CapacityResult.Acquired);
        limiter.TryAcquire(2).Should().Be(CapacityResult.LimitReached);
        limiter.Lease(1).Dispose();
        limiter.TryAcquire(1).Should().Be(CapacityResult.Acquired);
        limiter.Held.Should().Be(3);
    }

    [Fact]
    public void The_release_of_an_unknown_key_changes_no_other_key()
    {
        var limiter = new KeyedCapacityLimiter<int>(limit: 3, limitPerKey: 1);
        limiter.TryAcquire(1).Should().Be(CapacityResult.Acquired);
        limiter.Release(2);
        limiter.TryAcquire(1).Should().Be(CapacityResult.KeyLimitReached);
    }

    [Fact]
    public void Threads_that_acquire_and_release_concurrently_leave_no_permit_taken()
    {
        var limiter = new KeyedCapacityLimiter<int>(limit: 1_000, limitPerKey: 100);
        Parallel.For(0, 10_000, i =>
        {
            if (limiter.TryAcquire(i % 20) == CapacityResult.Acquired)
                limiter.Release(i % 20);
        });
        limiter.Held.Should().Be(0);
        limiter.TryAcquire(7).Should().Be(CapacityResult.Acquired);
    }
}
