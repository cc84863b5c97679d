using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Idempotency;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Publishing;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

public abstract partial class JobQueueContract
{
    [StoreFact]
    public async Task The_same_key_enqueues_one_job()
    {
        var first = NewJob(Now, key: "k");
        (await DoAsync(first)).Applied.Should().BeTrue();

        (await DoAsync(NewJob(Now, key: "k"))).Should().Be(new ChangeResult(Applied: false, first.Job));
        (await DoAsync(NewJob(Now, key: "K"))).Applied.Should().BeTrue("case counts");
        (await DoAsync(NewJob(Now, type: "other", key: "k"))).Applied.Should().BeTrue("each type has its own keys");
        (await ClaimAsync()).Should().HaveCount(2);
    }

    [StoreFact]
    public async Task An_earlier_job_is_found_by_its_key_and_nothing_is_enqueued()
    {
        (await DoAsync(new FindEarlierJob(NewJob(Now, key: "k")))).Should().Be(default(ChangeResult));
        var first = NewJob(Now, key: "k");
        await DoAsync(first);

        (await DoAsync(new FindEarlierJob(NewJob(Now, key: "k")))).Should().Be(new ChangeResult(Applied: false, first.Job));
        (await DoAsync(new FindEarlierJob(NewJob(Now, key: "k", arguments: """{"a":1}""")))).IsConflict.Should().BeTrue();
        (await ClaimAsync()).Should().ContainSingle();
    }

    [StoreFact]
    public async Task Another_payload_with_the_same_key_is_a_conflict_and_enqueues_nothing()
    {
        var first = NewJob(Now, key: "k");
        await DoAsync(first);

        (await DoAsync(NewJob(Now, key: "k", arguments: """{"a":1}"""))).Should()
            .Be(new ChangeResult(Applied: false, Job: null, IsConflict: true));
        (await DoAsync(NewJob(Now, key: "k"))).Job!.Id.Should().Be(first.Job.Id);
        (await ClaimAsync()).Should().ContainSingle();
    }

    [StoreFact]
    public async Task Keys_are_separate_for_each_caller_and_operation()
    {
        EnqueueJob Keyed(Caller by, string operation = IdempotencyScope.Enqueue, string target = "work") =>
            NewJob(Now) with { Key = IdempotencyScope.OfCaller(by, operation, target, "k", PayloadHash.Of("{}"u8)) };
        EnqueueJob[] jobs =
        [
            Keyed(Caller.Anonymous), Keyed(Keys.Subject("ann")), Keyed(Keys.Subject("ben")), Keyed(Keys.Subject("ann", issuer: "another")),
            Keyed(Keys.Subject("ann"), IdempotencyScope.PublishLater, "news"),
                Keyed(Keys.Subject("ann"), IdempotencyScope.PublishLater, "other"),
        ];
        foreach (var job in jobs)
            (await DoAsync(job)).Applied.Should().BeTrue();
        (await ClaimAsync()).Should().HaveCount(jobs.Length);
    }

    [StoreFact]
    public async Task A_key_of_a_job_is_valid_for_24_hours()
    {
        var first = NewJob(Now, key: "k");
        await DoAsync(first);
        Now += TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1);
        (await DoAsync(NewJob(Now, key: "k"))).Job!.Id.Should().Be(first.Job.Id);
        Now += TimeSpan.FromSeconds(2);
        (await DoAsync(NewJob(Now, key: "k", arguments: """{"a":1}"""))).Applied.Should().BeTrue();
    }

    [StoreFact]
    public async Task Concurrent_different_payloads_with_one_key_enqueue_one_job()
    {
        var now = Now;
        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(number => Task.Run(() => DoAsync(NewJob(now, key: "k", arguments: $$"""{"a":{{number}}}""")))))
            .OrTimeout();
        outcomes.Count(outcome => outcome.Applied).Should().Be(1);
        outcomes.Count(outcome => outcome.IsConflict).Should().Be(15);
    }

    [StoreFact]
    public async Task A_key_of_a_caller_is_not_the_key_of_a_single_job()
    {
        var single = Single();
        await DoAsync(single);
        (await DoAsync(NewJob(Now, key: "one"))).Applied.Should().BeTrue();
        (await DoAsync(Single())).Job!.Id.Should().Be(single.Job.Id);
    }
}
