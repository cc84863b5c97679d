using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Worker;

namespace Streaming.Testing;

/// <summary>Lets the worker of a test run all due jobs, and moves the clock of the test from one due time to the next one.</summary>
internal sealed class JobDriver(DrivenJobQueue queue, JobClaims claims, JobClock clock, JobTypeRegistry types)
{
    // The real time after which the state of the queue is read again without a change: a slot may be released, or a schedule be checked,
    // without a change of the queue.
    private static readonly TimeSpan s_recheck = TimeSpan.FromMilliseconds(20);

    /// <summary>Runs all due jobs until none is due or running.</summary>
    public async Task RunUntilIdleAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(limit, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        queue.IsOpen = true;
        try
        {
            while (!await IsIdleAsync(either.Token))
                await queue.ChangedAsync(s_recheck, either.Token);
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            var running = await queue.ListAsync(new JobFilter { State = JobState.Running }, CancellationToken.None);
            throw new TimeoutException(
                $"Jobs are not idle after {limit}. Running: " +
                $"{(running.Count == 0 ? "none" : string.Join(", ", running.Select(job => $"{job.Type} {job.Id}")))}. If a handler waits " +
                "for the clock, move the clock while it runs.", e);
        }
        finally
        {
            queue.IsOpen = false;
        }
    }

    /// <summary>Moves the clock, and runs the jobs that become due, each at its time.</summary>
    public async Task AdvanceAsync(FakeTimeProvider time, TimeSpan by, TimeSpan limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var end = clock.Now() + by;
        await RunUntilIdleAsync(limit, cancellationToken);
        while (await NextDueAsync(cancellationToken) is { } next && next <= end)
        {
            time.SetUtcNow(Utc(next));
            await RunUntilIdleAsync(limit, cancellationToken);
        }

        time.SetUtcNow(Utc(end));
        await RunUntilIdleAsync(limit, cancellationToken);
    }

    // Rounds a time up to microseconds, the precision in which the queue compares times. Due times of retries are more precise.
    private static DateTimeOffset Utc(DateTime time) =>
        new((time.Ticks + TimeSpan.TicksPerMicrosecond - 1) / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);

    // The queue is idle if no job is running, a claim that began afterwards finds no job, and no schedule is about to fire.
    private async Task<bool> IsIdleAsync(CancellationToken cancellationToken)
    {
        if ((await queue.CountAsync(clock.Now(), cancellationToken)).Running.Values.Any(count => count > 0))
            return false;
        var claimed = queue.NextClaimAsync();
        claims.Wake();
        await Task.WhenAny(claimed, Task.Delay(s_recheck, TimeProvider.System, cancellationToken));
        if (!claimed.IsCompleted || await claimed > 0)
            return false;
        var now = clock.Now();
        return !(await SchedulesAsync(cancellationToken)).Any(schedule => schedule.Next <= now);
    }

    private async Task<DateTime?> NextDueAsync(CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var jobs = await queue.ListAsync(new JobFilter { State = JobState.Queued, Limit = int.MaxValue }, cancellationToken);
        var times = jobs.Where(job => types.TryGet(job.Type, out var type) && type.HasHandler).Select(job => (DateTime?)job.Due)
            .Concat((await SchedulesAsync(cancellationToken)).Select(schedule => schedule.Next));
        return times.Where(time => time > now).Min();
    }

    // The schedules that this process fires.
    private async Task<IEnumerable<Schedule>> SchedulesAsync(CancellationToken cancellationToken) =>
        (await queue.ListSchedulesAsync(cancellationToken)).Where(schedule => !schedule.IsPaused && types.TryGet(schedule.Type, out _));
}
