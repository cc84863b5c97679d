using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Access.Limits;
using Streaming.Server.Core.Nodes;
using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

/// <summary>A publish rate that several nodes share, over a store of the test.</summary>
public sealed class SharedRateLimiterTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Store _store = new();

    [Fact]
    public async Task A_client_that_is_refused_costs_no_further_question_until_it_can_have_a_message_again()
    {
        var limiter = new SharedRateLimiter(_store, rate: 10, burst: 20, _time);
        _store.Answer = 0;

        for (var i = 0; i < 5; i++)
            (await SpendAsync(limiter)).Should().BeFalse();
        _store.Questions.Should().Be(1);

        _time.Advance(TimeSpan.FromMilliseconds(100));
        _store.Answer = 1;
        (await SpendAsync(limiter)).Should().BeTrue();
        _store.Questions.Should().Be(2);
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_not_asked_for_a_second()
    {
        var limiter = new SharedRateLimiter(_store, rate: 10, burst: 20, _time);
        _store.Answer = null;

        foreach (var key in (string[])["ann", "ann", "ben"])
            (await SpendAsync(limiter, key)).Should().BeNull("this node counts alone meanwhile");
        _store.Questions.Should().Be(1);

        _time.Advance(TimeSpan.FromSeconds(1));
        _store.Answer = 1;
        (await SpendAsync(limiter)).Should().BeTrue();
    }

    private static Task<bool?> SpendAsync(SharedRateLimiter limiter, string key = "ann") =>
        limiter.TryAcquireAsync(key, 1, CancellationToken.None).AsTask().OrTimeout();

    private sealed class Store : ISharedRates
    {
        public bool IsShared => true;

        public int? Answer { get; set; }

        public int Questions { get; private set; }

        public ValueTask<int?> TakeAsync(
            string key, int needed, int wanted, int rate, int burst, CancellationToken cancellationToken)
        {
            Questions++;
            return new(Answer);
        }
    }
}
