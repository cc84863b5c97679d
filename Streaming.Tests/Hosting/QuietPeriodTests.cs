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
        Assert.False(Interval(Load));
        var due = Enumerable.Range(1, 100).Where(_ => Interval(1_000)).ToList();
        Assert.Equal([2, 9], due);
    }

    [Fact]
    public void No_memory_is_returned_while_the_process_is_busy()
    {
        Assert.All(Enumerable.Range(0, 100), _ => Assert.False(Interval(QuietPeriod.QuietBytes)));
    }

    [Fact]
    public void A_single_quiet_interval_between_busy_ones_does_not_count()
    {
        for (var i = 0; i < 20; i++)
        {
            Assert.False(Interval(Load));
            Assert.False(Interval(0));
        }
    }

    [Fact]
    public void A_quiet_period_after_little_work_returns_nothing()
    {
        Interval(Load);
        Assert.False(Interval(0));
        Assert.True(Interval(0));
        Interval(QuietPeriod.QuietBytes);
        Assert.DoesNotContain(Enumerable.Range(0, 50), _ => Interval(0));
    }

    [Fact]
    public void A_further_load_is_followed_by_a_further_return()
    {
        Interval(Load);
        Assert.Equal(2, Enumerable.Range(0, 50).Count(_ => Interval(0)));
        Interval(Load);
        Assert.Equal(2, Enumerable.Range(0, 50).Count(_ => Interval(0)));
    }

    private bool Interval(long allocates) => _period.IsReturnDue(_allocated += allocates);
}
