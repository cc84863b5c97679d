using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Worker;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

public sealed class RecentStartsTests
{
    private static readonly DateTime s_start = Appends.Noon;

    [Fact]
    public void A_low_rate_is_reached_exactly()
    {
        var (rate, starts) = (new JobRate(2, TimeSpan.FromSeconds(1)), RecentStarts.Read([]));
        starts.Add(rate, s_start, 1);
        starts.Add(rate, s_start.AddMilliseconds(400), 1);

        starts.Left(rate, s_start.AddMilliseconds(999)).Should().Be(0);
        starts.NextAt(rate, s_start.AddMilliseconds(999)).Should().Be(s_start.AddSeconds(1));
        starts.Left(rate, s_start.AddSeconds(1)).Should().Be(1);
    }

    [Theory]
    [InlineData(1, 1_000)]
    [InlineData(20, 1_000)]
    [InlineData(21, 1_000)]
    [InlineData(500, 10_000)]
    public void No_period_has_more_starts_than_the_rate_and_the_rate_is_almost_reached(int count, int milliseconds)
    {
        var (rate, random) = (new JobRate(count, TimeSpan.FromMilliseconds(milliseconds)), new Random(7));
        var starts = RecentStarts.Read([]);
        var times = new List<DateTime>();
        var now = s_start;
        // Twenty periods, in which jobs are always due.
        while (now < s_start + (20 * rate.Period))
        {
            var started = Math.Min(starts.Left(rate, now), random.Next(1, count + 1));
            if (started > 0)
            {
                starts.Add(rate, now, started);
                times.AddRange(Enumerable.Repeat(now, started));
            }

            starts = RecentStarts.Read(starts.Write());
            starts.Write().Length.Should().BeLessThanOrEqualTo(2 * 22);
            now = starts.Left(rate, now) > 0 ? now.AddMicroseconds(random.Next(1, milliseconds * 100)) : starts.NextAt(rate, now);
        }

        for (var first = 0; first + count < times.Count; first++)
            (times[first + count] - times[first]).Should().BeGreaterThanOrEqualTo(rate.Period);
        times.Count.Should().BeGreaterThanOrEqualTo(count * 15);
    }

    [Fact]
    public void A_rate_that_was_lowered_waits_until_enough_starts_are_old()
    {
        var starts = RecentStarts.Read([]);
        for (var i = 0; i < 4; i++)
            starts.Add(JobRate.PerSecond(10), s_start.AddMilliseconds(100 * i), 1);

        starts.Left(JobRate.PerSecond(2), s_start.AddMilliseconds(400)).Should().Be(0);
        starts.NextAt(JobRate.PerSecond(2), s_start.AddMilliseconds(400)).Should().Be(s_start.AddMilliseconds(1_200));
    }
}
