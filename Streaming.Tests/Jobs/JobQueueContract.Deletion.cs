using Streaming.Server.Jobs.Queue;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

public abstract partial class JobQueueContract
{
    [StoreFact]
    public async Task Jobs_are_listed_newest_first_by_state_type_and_age()
    {
        var first = await AddAsync();
        Now += TimeSpan.FromHours(1);
        var second = await AddAsync("other");
        Now += TimeSpan.FromHours(1);
        var third = await AddAsync();
        await DoAsync(new CancelJob(first));

        (await ListAsync(new JobFilter())).Should().Equal(third, second, first);
        (await ListAsync(new JobFilter { Limit = 1 })).Should().Equal(third);
        (await ListAsync(new JobFilter { After = third })).Should().Equal(second, first);
        (await ListAsync(new JobFilter { State = JobState.Cancelled })).Should().Equal(first);
        (await ListAsync(new JobFilter { State = JobState.Queued, Type = "work" })).Should().Equal(third);
        (await ListAsync(new JobFilter { CreatedBefore = Now - TimeSpan.FromMinutes(30) })).Should().Equal(second, first);
        (await ListAsync(new JobFilter { CreatedFrom = Now - TimeSpan.FromMinutes(90), CreatedBefore = Now - TimeSpan.FromMinutes(30) }))
            .Should().Equal(second);
    }

    [StoreFact]
    public async Task Jobs_can_be_listed_by_the_caller_who_enqueued_them()
    {
        var anns = NewJob(Now);
        await DoAsync(anns with { Job = anns.Job with { Owner = "ann" } });
        await AddAsync();
        (await ListAsync(new JobFilter { Owner = "ann" })).Should().Equal(anns.Job.Id);
        (await FindAsync(anns.Job.Id)).Job.Owner.Should().Be("ann");
    }

    [StoreFact]
    public async Task Jobs_that_ended_long_ago_are_deleted_with_their_events_and_nothing_else_is()
    {
        var old = await AddAsync();
        await DoAsync(new CancelJob(old));
        await Log.AppendAsync("news", "stays");
        var waiting = await AddAsync(delay: TimeSpan.FromDays(30));
        Now += TimeSpan.FromDays(2);
        var young = await AddAsync();
        await DoAsync(new CancelJob(young));

        (await DeleteOldAsync()).Should().Be(1);
        (await DeleteOldAsync()).Should().Be(0);

        (await Queue.FindAsync(old, CancellationToken.None).OrTimeout()).Should().BeNull();
        (await Log.StateAsync(TopicOf(old).Value)).Newest.Should().Be(0);
        (await ListAsync(new JobFilter())).Should().Equal(young, waiting);
        (await EventsAsync(waiting)).Should().Equal("queued");
        (await Log.AllAsync("news")).Should().ContainSingle();

        async Task<int> DeleteOldAsync() =>
            (await Queue.DeleteOldAsync(new JobCutoffs(Now - TimeSpan.FromDays(1)), Now, CancellationToken.None).OrTimeout()).Count;
    }

    [StoreFact]
    public async Task A_deleted_key_enqueues_again()
    {
        var first = NewJob(Now, key: "k");
        await DoAsync(first);
        await DoAsync(new CancelJob(first.Job.Id));
        await Queue.DeleteOldAsync(new JobCutoffs(Now), Now + TimeSpan.FromSeconds(1), CancellationToken.None).OrTimeout();
        (await DoAsync(NewJob(Now, key: "k"))).Applied.Should().BeTrue();
    }

    [StoreFact]
    public async Task A_due_schedule_fires_once_for_any_number_of_processes()
    {
        await DoAsync(new PutSchedule(NewSchedule("nightly")));
        var seen = (await SchedulesAsync()).Single();

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(_ => DoAsync(new FireSchedule("nightly", seen.Version, Now.AddDays(1), [NewJob(Now)]))));

        outcomes.Count(outcome => outcome.Applied).Should().Be(1);
        (await ClaimAsync()).Should().HaveCount(1);
        (await SchedulesAsync()).Single().Should()
            .BeEquivalentTo(seen with { Next = Now.AddDays(1), Last = Now, Version = seen.Version + 1 });
    }

    [StoreFact]
    public async Task A_schedule_that_another_process_changed_or_paused_does_not_fire()
    {
        await DoAsync(new PutSchedule(NewSchedule("nightly")));
        var seen = (await SchedulesAsync()).Single();
        await DoAsync(new PutSchedule(seen with { Cron = "1 1 * * *" }));
        (await DoAsync(new FireSchedule("nightly", seen.Version, null, [NewJob(Now)]))).Applied.Should().BeFalse();
        await DoAsync(new PutSchedule(seen with { IsPaused = true }));
        (await DoAsync(new FireSchedule("nightly", (await SchedulesAsync()).Single().Version, null, [NewJob(Now)]))).Applied.Should()
            .BeFalse();
        (await ClaimAsync()).Should().BeEmpty();
    }

    [StoreFact]
    public async Task Schedules_are_stored_by_name_and_can_be_deleted()
    {
        await DoAsync(new PutSchedule(NewSchedule("b") with { CatchUp = CatchUp.All, IsPaused = true, Next = null }));
        await DoAsync(new PutSchedule(NewSchedule("a") with { AllowsOverlap = true, Attempts = 7, TimeLimit = TimeSpan.FromSeconds(9) }));

        (await SchedulesAsync()).Should()
            .BeEquivalentTo([NewSchedule("a") with { AllowsOverlap = true, Attempts = 7, TimeLimit = TimeSpan.FromSeconds(9) },
            NewSchedule("b") with { CatchUp = CatchUp.All, IsPaused = true, Next = null }],
                options => options.Excluding(schedule => schedule.Version));
        (await DoAsync(new DeleteSchedule("a"))).Applied.Should().BeTrue();
        (await DoAsync(new DeleteSchedule("a"))).Applied.Should().BeFalse();
        (await SchedulesAsync()).Select(schedule => schedule.Name).Should().Equal("b");
    }

    [StoreFact]
    public async Task Only_a_changed_declaration_overrides_manual_changes_of_a_schedule()
    {
        (await DeclareAsync("old", "1 * * * *")).Applied.Should().BeTrue();
        (await DeclareAsync("old", "1 * * * *")).Applied.Should().BeFalse("it is there");
        await ByHandAsync(schedule => schedule with { Cron = "9 * * * *", IsPaused = true, CatchUp = CatchUp.All });
        await DeclareAsync("old", "1 * * * *");
        (await SchedulesAsync()).Single().Cron.Should().Be("9 * * * *");

        (await DeclareAsync("new", "2 * * * *")).Applied.Should().BeTrue();
        var changed = (await SchedulesAsync()).Single();
        (changed.Cron, changed.IsPaused, changed.CatchUp).Should().Be(("2 * * * *", true, CatchUp.All));
        changed.Declaration.Should()
            .BeEquivalentTo(new ScheduleDeclaration("new") { EarlierHashes = ["old"], AliveUntil = Now.AddMinutes(3) });
    }

    [StoreFact]
    public async Task An_earlier_declaration_applies_again_only_if_no_process_has_the_newer_one()
    {
        await DeclareAsync("old", "1 * * * *");
        await DeclareAsync("new", "2 * * * *");
        (await DeclareAsync("old", "1 * * * *")).Applied.Should().BeFalse();
        await DeclareAsync("new", "2 * * * *", until: Now);
        (await DeclareAsync("old", "1 * * * *")).Applied.Should().BeTrue();
        (await SchedulesAsync()).Single().Declaration!.EarlierHashes.Should().Equal("new");
    }

    [StoreFact]
    public async Task A_declaration_overrides_a_manual_schedule_but_not_one_of_an_earlier_version()
    {
        await DoAsync(new PutSchedule(NewSchedule("a") with { Declaration = new ScheduleDeclaration(string.Empty) }));
        await DeclareAsync("x", "1 * * * *");
        (await SchedulesAsync()).Single().Cron.Should().Be("0 0 * * *");
        await ByHandAsync(schedule => schedule with { Declaration = null });
        await DeclareAsync("x", "1 * * * *");
        (await SchedulesAsync()).Single().Cron.Should().Be("1 * * * *");
    }

    private Task<ChangeResult> DeclareAsync(string hash, string cron, DateTime? until = null) =>
        DoAsync(new DeclareSchedule(
            NewSchedule("a") with
            {
                Cron = cron,
                Declaration = new ScheduleDeclaration(hash) { AliveUntil = until ?? Now.AddMinutes(3) }
            }));

    private async Task ByHandAsync(Func<Schedule, Schedule> change) =>
        await DoAsync(new PutSchedule(change((await SchedulesAsync()).Single())));

    private protected static Schedule NewSchedule(string name) =>
        new()
        {
            Name = name,
            Cron = "0 0 * * *",
            Zone = "UTC",
            Type = "work",
            Arguments = "{}"u8.ToArray(),
            Priority = 5,
            Next = Appends.Noon
        };

    private protected async Task<IReadOnlyList<Schedule>> SchedulesAsync() =>
        await Queue.ListSchedulesAsync(CancellationToken.None).OrTimeout();

    private async Task<IEnumerable<JobId>> ListAsync(JobFilter filter) =>
        (await Queue.ListAsync(filter, CancellationToken.None).OrTimeout()).Select(job => job.Id);
}
