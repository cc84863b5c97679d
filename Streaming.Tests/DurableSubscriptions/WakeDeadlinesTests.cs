using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Core.Nodes;
using Streaming.Server.DurableSubscriptions.Wakes;

namespace Streaming.Tests.DurableSubscriptions;

public sealed class WakeDeadlinesTests
{
    [Fact]
    public void The_subscriptions_are_read_again_although_the_clock_was_set_back()
    {
        var time = new FakeTimeProvider();
        // Whether it is time to read depends on the clock alone.
        using var deadlines = new WakeDeadlines(
            reader: null!, writer: null!, starter: null!, webhooks: null!, triggers: null!, new StoreClock(time));
        deadlines.IsReloadDue().Should().BeTrue();
        deadlines.IsReloadDue().Should().BeFalse();

        time.AdjustTime(time.GetUtcNow().AddHours(-2));

        deadlines.IsReloadDue().Should().BeTrue();
        deadlines.IsReloadDue().Should().BeFalse();
    }
}
