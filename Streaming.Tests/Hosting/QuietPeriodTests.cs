using Streaming.Server.Hosting;

namespace Streaming.Tests.Hosting;

public sealed class QuietPeriodTests
{
    private const int Load = 50_000_000;

    private readonly QuietPeriod _period = new();
    private long _allocated;

    [Fact]
    public void Memory_is_returned_after_two_quiet_intervals_and_again_after_nine()
    {
        Interval(Load).Should().BeFalse();
        Enumerable.Range(1, 100).Where(_ => Interval(1_000)).Should().Equal(2, 9);
    }

    [Fact]
    public void The_start_counts_as_a_load()
    {
        Interval(QuietPeriod.QuietBytes).Should().BeFalse();
        Enumerable.Range(1, 100).Where(_ => Interval(1_000)).Should().Equal(2, 9);
    }

    [Fact]
    public void No_memory_is_returned_while_the_process_is_busy()
    {
        Enumerable.Range(0, 100).Select(_ => Interval(QuietPeriod.QuietBytes)).Should().NotContain(true);
    }

    [Fact]
    public void A_single_quiet_interval_between_busy_ones_does_not_count()
    {
        for (var i = 0; i < 20; i++)
        {
            Interval(Load).Should().BeFalse();
            Interval(0).Should().BeFalse();
        }
    }

    [Fact]
    public void A_quiet_period_after_little_work_returns_nothing()
    {
        Interval(Load);
        Interval(0).Should().BeFalse();
        Interval(0).Should().BeTrue();
        Interval(QuietPeriod.QuietBytes);
        Enumerable.Range(0, 50).Select(_ => Interval(0)).Should().NotContain(true);
    }

    [Fact]
    public void A_further_load_is_followed_by_a_further_return()
    {
        Interval(Load);
        Enumerable.Range(0, 50).Count(_ => Interval(0)).Should().Be(2);
        Interval(Load);
        Enumerable.Range(0, 50).Count(_ => Interval(0)).Should().Be(2);
    }

    private bool Interval(long allocates) => _period.IsReturnDue(_allocated += allocates);
}
