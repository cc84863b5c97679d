using Streaming.Server.Topics;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

public abstract partial class TopicLogContract
{
    [Fact]
    public async Task The_same_key_publishes_once()
    {
        var first = await Log.AppendAsync(Keyed("k", 0, "1", "2") with { Subscribers = 7 });
        await Log.AppendAsync("a", "of somebody else");
        var again = await Log.AppendAsync(Keyed("k", 0, "1", "2") with { Subscribers = 9 });

        (first.First, first.Last, first.Count, first.Appended, first.Subscribers).Should().Be((1, 2, 2, 2, 7));
        again.Should().Be(first with { Appended = 0 }, "a repeated publish has the same answer");
        (await Log.AllAsync("a")).Should().HaveCount(3);
    }

    [Fact]
    public async Task The_same_key_counts_once_within_one_transaction()
    {
        var results = await Log.AppendAsync([Keyed("k", 0, "1"), Keyed("k", 0, "1"), Keyed("other", 0, "2")], CancellationToken.None).OrTimeout();

        results.Select(result => (result.First, result.Last, result.Appended)).Should().Equal((1, 1, 1), (1, 1, 0), (2, 2, 1));
    }

    [Fact]
    public async Task A_repeated_upload_goes_on_where_it_was_cut_off()
    {
        await Log.AppendAsync(Keyed("k", 0, "1", "2"));
        await Log.AppendAsync(Keyed("k", 2, "3"));
        await Log.AppendAsync("a", "of somebody else");

        // From the beginning again, in other pieces.
        var first = await Log.AppendAsync(Keyed("k", 0, "1"));
        var second = await Log.AppendAsync(Keyed("k", 1, "2", "3", "4"));
        var third = await Log.AppendAsync(Keyed("k", 4, "5", "6"));

        (first.First, first.Last, first.Count, first.Appended).Should().Be((1, 3, 3, 0));
        (second.First, second.Last, second.Count, second.Appended).Should().Be((1, 5, 4, 1));
        (third.First, third.Last, third.Count, third.Appended).Should().Be((1, 7, 6, 2));
        (await Log.AllAsync("a")).Select(message => message.Text).Should().Equal("1", "2", "3", "of somebody else", "4", "5", "6");
    }

    [Fact]
    public async Task Each_topic_has_its_own_keys()
    {
        await Log.AppendAsync(Keyed("k", 0, "1"));
        (await Log.AppendAsync(Appends.Of("b", "1") with { IdempotencyKey = "k" })).Appended.Should().Be(1);
        (await Log.AppendAsync(Keyed("K", 0, "1"))).Appended.Should().Be(1, "case counts");
    }

    [Fact]
    public async Task A_key_is_forgotten_after_24_hours()
    {
        await Log.AppendAsync(Keyed("k", 0, "1"));

        (await Log.AppendAsync(Keyed("k", 0, "1") with { Time = Appends.Noon.AddHours(24).AddSeconds(-1) })).Appended.Should().Be(0);

        await Log.AppendAsync(Keyed("old", 0, "2"));
        var late = await Log.AppendAsync(Keyed("old", 0, "2") with { Time = Appends.Noon.AddHours(24).AddSeconds(1) });
        (late.First, late.Last, late.Count, late.Appended).Should().Be((3, 3, 1, 1), "it counts as a new publish");
    }

    [Fact]
    public async Task Keys_last_used_before_a_time_can_be_forgotten()
    {
        await Log.AppendAsync(Keyed("old", 0, "1"));
        await Log.AppendAsync(Keyed("new", 0, "2") with { Time = Appends.Noon.AddHours(2) });

        await Log.ForgetKeysAsync(Appends.Noon.AddHours(1), CancellationToken.None).OrTimeout();

        (await Log.AppendAsync(Keyed("old", 0, "1"))).Appended.Should().Be(1);
        (await Log.AppendAsync(Keyed("new", 0, "2") with { Time = Appends.Noon.AddHours(2) })).Appended.Should().Be(0);
    }

    [Fact]
    public async Task Concurrent_repeats_of_a_key_publish_once()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => Log.AppendAsync(Keyed("k", 0, "1", "2", "3"))))).OrTimeout();

        results.Sum(result => result.Appended).Should().Be(3);
        results.Should().AllSatisfy(result => (result.First, result.Last, result.Count).Should().Be((1, 3, 3)));
        (await Log.AllAsync("a")).Should().HaveCount(3);
    }

    [Fact]
    public async Task A_key_outlives_the_messages_it_published()
    {
        await Log.AppendAsync(Keyed("k", 0, "1"));
        await Log.TrimAsync("a", 2);
        (await Log.AppendAsync(Keyed("k", 0, "1"))).Should().Match<AppendResult>(result => result.Appended == 0 && result.First == 1);
        (await Log.StateAsync("a")).Count.Should().Be(0);
    }

    private static Append Keyed(string key, long preceding, params string[] texts) =>
        Appends.Of("a", texts) with { IdempotencyKey = key, Preceding = preceding };
}
