using Microsoft.Extensions.DependencyInjection;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Schedules;
using Streaming.Server.Jobs.Worker;
using Streaming.Testing;
using Streaming.Tests.Support;

namespace Streaming.Tests.Testing;

/// <summary>Tests a job handler as an application would: with a clock that the test moves, and without a server or files.</summary>
public sealed class ReminderTests
{
    private readonly FakeMailbox _mailbox = new();

    [Fact]
    public async Task A_job_runs_when_the_test_lets_it()
    {
        await using var testing = await StartAsync();
        var job = await testing.Jobs.EnqueueAsync(new ReminderArguments(7)).OrTimeout();
        (await testing.Jobs.FindAsync(job.Id).OrTimeout())!.State.Should().Be(JobState.Queued);
        _mailbox.Sent.Should().BeEmpty();

        await testing.RunUntilIdleAsync().OrTimeout();

        _mailbox.Sent.Should().Equal(7);
        (await testing.Jobs.GetResultAsync<int>(job.Id).OrTimeout()).Should().Be(1);
    }

    [Fact]
    public async Task Jobs_that_jobs_enqueue_run_at_their_times()
    {
        await using var testing = await StartAsync();
        await testing.Jobs.EnqueueAsync(new ReminderArguments(7)).OrTimeout();

        await testing.AdvanceAsync(TimeSpan.FromHours(23)).OrTimeout();
        _mailbox.Sent.Should().HaveCount(1);
        await testing.AdvanceAsync(TimeSpan.FromHours(1)).OrTimeout();
        _mailbox.Sent.Should().HaveCount(2);
        await testing.AdvanceAsync(TimeSpan.FromDays(3)).OrTimeout();
        _mailbox.Sent.Should().HaveCount(3);
    }

    [Fact]
    public async Task A_failed_job_is_retried_as_the_clock_moves()
    {
        await using var testing = await StartAsync();
        _mailbox.Failures = 4;
        var job = await testing.Jobs.EnqueueAsync(new ReminderArguments(7)).OrTimeout();
        await testing.RunUntilIdleAsync().OrTimeout();
        (await testing.Jobs.FindAsync(job.Id).OrTimeout())!.Should()
            .Match<Job>(found => found.State == JobState.Queued && found.Attempt == 1);

        await testing.AdvanceAsync(TimeSpan.FromMinutes(1)).OrTimeout();

        (await testing.Jobs.FindAsync(job.Id).OrTimeout())!.Should()
            .Match<Job>(found => found.State == JobState.Succeeded && found.Attempt == 5);
    }

    [Fact]
    public async Task A_schedule_fires_at_each_of_its_times()
    {
        await using var testing = await StartAsync(services =>
            services.AddSchedule("hourly", "0 * * * *", "reminder", new ReminderArguments(8)));

        await testing.AdvanceAsync(TimeSpan.FromHours(3)).OrTimeout();

        _mailbox.Sent.Should().Equal(8, 8, 8);
    }

    [Fact]
    public async Task A_handler_that_does_not_return_fails_the_test_and_is_named()
    {
        await using var testing = await StartAsync();
        var never = new TaskCompletionSource();
        _mailbox.Before = () => never.Task;
        var job = await testing.Jobs.EnqueueAsync(new ReminderArguments(7)).OrTimeout();
        testing.TimeLimit = TimeSpan.FromMilliseconds(200);

        var run = () => testing.RunUntilIdleAsync();

        (await run.Should().ThrowAsync<TimeoutException>()).Which.Message.Should().Contain($"reminder {job.Id}");
    }

    [Fact]
    public async Task A_handler_is_called_directly_and_its_reports_are_recorded()
    {
        await using var testing = await StartAsync();
        var handler = ActivatorUtilities.CreateInstance<ReminderJob>(testing.Services);
        var recorder = new JobRecorder(new JobContextOptions { Attempt = 2 });

        (await handler.RunAsync(new ReminderArguments(7), recorder.Context).OrTimeout()).Should().Be(1);

        recorder.Context.Attempt.Should().Be(2);
        recorder.Progress.Should().Equal((0.5, "Order 7"));
        recorder.Events.Single().Type.Should().Be("sent");
        recorder.Events.Single().Value.GetProperty("number").GetInt32().Should().Be(1);
        new JobContext().Id.Should().NotBe(new JobContext().Id);
    }

    private Task<StreamingTesting> StartAsync(Action<IServiceCollection>? add = null) => StreamingTesting.StartAsync(services =>
    {
        services.AddSingleton<IMailbox>(_mailbox).AddJob<ReminderJob>();
        add?.Invoke(services);
    }).OrTimeout();
}
