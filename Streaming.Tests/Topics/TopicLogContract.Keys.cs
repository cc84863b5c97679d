using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Topics;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

public abstract partial class TopicLogContract
{
    [StoreFact]
    public async Task The_same_key_publishes_once()
    {
        var first = await Log.AppendAsync(Keyed("k", "1", "2") with { Subscribers = 7 });
        await Log.AppendAsync("a", "of somebody else");
        var again = await Log.AppendAsync(Keyed("k", "1", "2") with { Subscribers = 9 });

        (first.First, first.Last, first.Count, first.Appended, first.Subscribers).Should().Be((1, 2, 2, 2, 7));
        again.Should().Be(first with { Appended = 0 }, "a repeated publish has the same answer");
        (await Log.AllAsync("a")).Should().HaveCount(3);
    }

    [StoreFact]
    public async Task The_same_key_publishes_once_within_one_transaction()
    {
        var results = await Log.AppendAsync(
            [Keyed("k", "1"), Keyed("k", "1"), Keyed("k", "2"), Keyed("other", "2")], CancellationToken.None).OrTimeout();

        results.Select(result => (result.First, result.Last, result.Appended)).Should().Equal((1, 1, 1), (1, 1, 0), (0, 0, 0), (2, 2, 1));
        results.Select(result => result.Conflict is null).Should().Equal(true, true, false, true);
    }

    [StoreTheory]
    [InlineData("2")]
    [InlineData("1", "2")]
    [InlineData("a", "b", "c", "d", "e")]
    public async Task Another_payload_with_the_same_key_is_a_conflict_and_appends_nothing(params string[] texts)
    {
        var first = await Log.AppendAsync(Keyed("k", "1"));

        var other = await Log.AppendAsync(Keyed("k", texts));

        (other.Conflict, other.Appended).Should().Be((new IdempotencyConflict(), 0));
        (await Log.AllAsync("a")).Should().Equal((1, "1"));
        (await Log.AppendAsync(Keyed("k", "1"))).Should().Be(first with { Appended = 0 }, "the key stays as it was");
    }

    [StoreFact]
    public async Task Keys_are_separate_for_each_caller()
    {
        await Log.AppendAsync(Keyed("k", "1"));
        (await Log.AppendAsync(Appends.Of("a", "1").With("k", Keys.Subject("ann")))).First.Should().Be(2);
        (await Log.AppendAsync(Appends.Of("a", "1").With("k", Keys.Subject("ben")))).First.Should().Be(3);
        (await Log.AppendAsync(Appends.Of("a", "1").With("k", Keys.Subject("ann", issuer: "another")))).First.Should().Be(4);
        (await Log.AppendAsync(Appends.Of("a", "1").With("k", Keys.Subject("ann")))).Should()
            .Match<AppendResult>(result => result.First == 2 && result.Appended == 0);
    }

    [StoreFact]
    public async Task Keys_are_separate_for_each_topic()
    {
        await Log.AppendAsync(Keyed("k", "1"));
        (await Log.AppendAsync(Appends.Of("b", "1").With("k"))).Appended.Should().Be(1);
        (await Log.AppendAsync(Keyed("K", "1"))).Appended.Should().Be(1, "case counts");
    }

    [StoreFact]
    public async Task A_key_expires_after_24_hours()
    {
        await Log.AppendAsync(Keyed("k", "1"));
        (await Log.AppendAsync(Keyed("k", "1") with { Time = Appends.Noon.AddHours(24).AddSeconds(-1) })).Appended.Should().Be(0);

        await Log.AppendAsync(Keyed("old", "2"));
        var late = await Log.AppendAsync(Keyed("old", "another payload") with { Time = Appends.Noon.AddHours(24).AddSeconds(1) });
        (late.First, late.Last, late.Count, late.Appended).Should().Be((3, 3, 1, 1), "it counts as a new publish");
        var again = await Log.AppendAsync(Keyed("old", "another payload") with { Time = Appends.Noon.AddHours(24).AddSeconds(2) });
        (again.First, again.Appended).Should().Be((3, 0));
    }

    [StoreFact]
    public async Task Keys_last_used_before_a_time_can_be_deleted()
    {
        await Log.AppendAsync(Keyed("old", "1"));
        await Log.AppendAsync(Keyed("new", "2") with { Time = Appends.Noon.AddHours(2) });

        await Log.DeleteKeysAsync(Appends.Noon.AddHours(1), CancellationToken.None).OrTimeout();

        (await Log.AppendAsync(Keyed("old", "1"))).Appended.Should().Be(1);
        (await Log.AppendAsync(Keyed("new", "2") with { Time = Appends.Noon.AddHours(2) })).Appended.Should().Be(0);
    }

    [StoreFact]
    public async Task Concurrent_repetitions_of_a_key_publish_once()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => Log.AppendAsync(Keyed("k", "1", "2", "3")))))
            .OrTimeout();

        results.Sum(result => result.Appended).Should().Be(3);
        results.Should().AllSatisfy(result => (result.First, result.Last, result.Count).Should().Be((1, 3, 3)));
        (await Log.AllAsync("a")).Should().HaveCount(3);
    }

    [StoreFact]
    public async Task Of_concurrent_payloads_with_one_key_one_is_published()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 32).Select(number => Task.Run(() => Log.AppendAsync(Keyed("k", $"{number}")))))
            .OrTimeout();

        results.Count(result => result.Conflict is null).Should().Be(1);
        (await Log.AllAsync("a")).Should().HaveCount(1);
    }

    [StoreFact]
    public async Task A_key_is_valid_after_its_messages_were_deleted()
    {
        await Log.AppendAsync(Keyed("k", "1"));
        await Log.TrimAsync("a", 2);
        (await Log.AppendAsync(Keyed("k", "1"))).Should().Match<AppendResult>(result => result.Appended == 0 && result.First == 1);
        (await Log.AppendAsync(Keyed("k", "2"))).Conflict.Should().NotBeNull();
        (await Log.StateAsync("a")).Count.Should().Be(0);
    }

    [StoreFact]
    public async Task The_longest_allowed_key_is_accepted()
    {
        var key = new string('~', IdempotencyKey.MaxLength);
        await Log.AppendAsync(Keyed(key, "1"));
        (await Log.AppendAsync(Keyed(key, "1"))).Appended.Should().Be(0);
        (await Log.AppendAsync(Keyed(key[1..], "1"))).Appended.Should().Be(1);
    }

    private static AppendRequest Keyed(string key, params string[] texts) => Appends.Of("a", texts).With(key);
}
