using System.Net;
using System.Text.Json;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Worker;
using Streaming.Tests.Support;
using static Streaming.Tests.Jobs.JobHttp;

namespace Streaming.Tests.Jobs;

public sealed class JobFailureTests
{
    private readonly Probe _probe = new();

    [Fact]
    public async Task A_failed_job_is_retried_and_the_error_of_each_attempt_is_kept()
    {
        await using var server = await _probe.StartAsync(("Jobs:Backoff", "00:00:00.001"), ("Jobs:Attempts", "3"));
        _probe.Run = (_, job) => throw new InvalidOperationException($"Attempt {job.Attempt}.");
        var id = await server.Client.EnqueueAsync();

        var events = await server.Client.EventsAsync(id);

        events.Select(each => each.Type).Should().Equal("queued", "started", "retrying", "started", "retrying", "started", "failed");
        JsonDocument.Parse(events[2].Data).RootElement.GetProperty("error").GetString().Should().Be("Attempt 1.");
        var job = await server.Client.JobAsync(id);
        job.GetProperty("state").GetString().Should().Be("failed");
        job.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("message").GetString()).Should()
            .Equal("Attempt 1.", "Attempt 2.", "Attempt 3.");
        job.GetProperty("errors")[0].GetProperty("type").GetString().Should().Be("InvalidOperationException");
        server.Logs.Entries.Where(entry => entry.Exception is InvalidOperationException).Should()
            .ContainSingle("one stack trace is enough");
        server.Logs.Entries.Count(entry => entry.Text.Contains("Failed to run the", StringComparison.Ordinal)).Should().Be(3);
        using var result = await server.Client.GetAsync($"/jobs/{id}/result").OrTimeout();
        (await result.ProblemAsync(HttpStatusCode.Conflict)).Should().Contain("has failed after 3 attempts: Attempt 3.");
    }

    [Fact]
    public async Task A_permanently_failed_job_can_be_retried_with_one_request()
    {
        await using var server = await _probe.StartAsync();
        _probe.Run = (_, _) => throw new InvalidOperationException("Broken.");
        var id = await server.Client.EnqueueAsync(more: ""","attempts":1""");
        (await server.Client.EndAsync(id)).Should().EndWith("failed");
        _probe.Run = (_, _) => Task.FromResult(new ProbeResult(1));

        using var retried = await server.Client.PostAsync($"/jobs/{id}/retry", content: null).OrTimeout();

        retried.StatusCode.Should().Be(HttpStatusCode.Accepted);
        (await server.Client.EndAsync(id)).Should().Equal("queued", "started", "failed", "queued", "started", "succeeded");
        using var again = await server.Client.PostAsync($"/jobs/{id}/retry", content: null).OrTimeout();
        (await again.ProblemAsync(HttpStatusCode.Conflict)).Should().Contain("is succeeded");
    }

    [Fact]
    public async Task The_delay_between_attempts_doubles_up_to_its_limit()
    {
        await using var server = await _probe.StartAsync(
            ("Jobs:Backoff", "00:00:00.020"), ("Jobs:MaxBackoff", "00:00:00.040"), ("Jobs:Attempts", "5"));
        _probe.Run = (_, _) => throw new InvalidOperationException("Broken.");
        var id = await server.Client.EnqueueAsync();
        await server.Client.EndAsync(id);

        // The delay is measured from the time of the failure, which the error contains, to the next due time.
        var failures = (await server.Client.JobAsync(id)).GetProperty("errors").EnumerateArray()
            .Select(error => error.GetProperty("time").GetDateTime());
        var dues = (await server.Client.EventsAsync(id)).Where(each => each.Type == "retrying")
            .Select(each => JsonDocument.Parse(each.Data).RootElement.GetProperty("due").GetDateTime());
        var delays = failures.Zip(dues, (failed, due) => (due - failed).TotalMilliseconds).ToList();
        delays.Should().HaveCount(4);
        delays[0].Should().BeInRange(10, 20.01);
        delays[1].Should().BeInRange(20, 40.01);
        delays[2].Should().BeInRange(20, 40.01);
        delays[3].Should().BeInRange(20, 40.01);
    }

    [Fact]
    public async Task A_handler_may_have_its_own_retry_rule()
    {
        await using var server = await _probe.StartAsync(("Jobs:Backoff", "01:00:00"), ("Jobs:MaxBackoff", "01:00:00"));
        _probe.Run = (_, job) => throw (job.Attempt == 1 ? new IOException("Busy.") : new InvalidOperationException("Hopeless."));
        _probe.Rule = (error, _) => error is IOException ? TimeSpan.Zero : null;
        (await server.Client.EndAsync(await server.Client.EnqueueAsync("ruled"))).Should()
            .Equal("queued", "started", "retrying", "started", "failed");
    }

    [Fact]
    public async Task A_job_that_exceeds_its_time_limit_is_stopped_and_its_attempt_fails()
    {
        await using var server = await _probe.StartAsync();
        _probe.Run = async (_, job) =>
        {
            await job.Cancellation.UntilCancelledAsync();
            return new ProbeResult(0);
        };
        var id = await server.Client.EnqueueAsync(more: ""","timeLimit":"20ms","attempts":1""");
        (await server.Client.EndAsync(id)).Should().EndWith("failed");
        (await server.Client.JobAsync(id)).GetProperty("errors")[0].GetProperty("message").GetString().Should()
            .Contain("exceeded its time limit of 00:00:00.02");
    }

    [Fact]
    public async Task A_result_above_the_size_limit_fails_the_job_with_this_reason()
    {
        await using var server = await TestServer.StartAsync(
            builder => Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton(
                builder.Services.AddJob<LargeJob>("large"), this), folder: null, ("Jobs:MaxResultBytes", "1024"), ("Jobs:Attempts", "1"));
        var id = await server.Client.EnqueueAsync("large");
        (await server.Client.EndAsync(id)).Should().EndWith("failed");
        (await server.Client.JobAsync(id)).GetProperty("errors")[0].GetProperty("message").GetString().Should()
            .Contain("larger than the limit of 1024 bytes");
    }

    [Fact]
    public async Task A_waiting_job_is_cancelled_at_once()
    {
        await using var server = await _probe.StartAsync();
        var id = await server.Client.EnqueueAsync(more: ""","delay":"1h" """);
        using var cancelled = await server.Client.DeleteAsync($"/jobs/{id}").OrTimeout();
        cancelled.StatusCode.Should().Be(HttpStatusCode.OK);
        (await server.Client.EndAsync(id)).Should().Equal("queued", "cancelled");
        using var again = await server.Client.DeleteAsync($"/jobs/{id}").OrTimeout();
        (await again.ProblemAsync(HttpStatusCode.Conflict)).Should().Contain("nothing to cancel");
    }

    [Fact]
    public async Task A_running_job_is_cancelled_by_its_token()
    {
        await using var server = await _probe.StartAsync();
        var begun = Source();
        _probe.Run = async (_, job) =>
        {
            begun.SetResult();
            await job.Cancellation.UntilCancelledAsync();
            return new ProbeResult(0);
        };
        var id = await server.Client.EnqueueAsync();
        await begun.Task.OrTimeout();
        using var cancelled = await server.Client.DeleteAsync($"/jobs/{id}").OrTimeout();
        cancelled.StatusCode.Should().Be(HttpStatusCode.Accepted);
        (await server.Client.EndAsync(id)).Should().Equal("queued", "started", "cancelling", "cancelled");
    }

    [Fact]
    public async Task A_running_job_of_another_process_is_cancelled_too()
    {
        using var folder = new TemporaryFolder();
        var begun = Source();
        _probe.Run = async (_, job) =>
        {
            begun.SetResult();
            await job.Cancellation.UntilCancelledAsync();
            return new ProbeResult(0);
        };
        await using var worker = await _probe.StartAsync(folder);
        await using var front = await _probe.StartAsync(folder, ("Jobs:Concurrency", "0"));
        var id = await front.Client.EnqueueAsync();
        await begun.Task.OrTimeout();
        using var cancelled = await front.Client.DeleteAsync($"/jobs/{id}").OrTimeout();
        (await front.Client.EndAsync(id)).Should().Equal("queued", "started", "cancelling", "cancelled");
    }

    private sealed class LargeJob : IJobHandler<NoArguments, string>
    {
        public Task<string> RunAsync(NoArguments arguments, JobContext job) => Task.FromResult(new string('x', 2_000));
    }
}
