using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;
using Streaming.Tests.Support;
using static Streaming.Tests.Jobs.JobHttp;

namespace Streaming.Tests.Jobs;

/// <summary>Tests requests and calls that wait for the result of a job.</summary>
public sealed class JobResultTests
{
    private readonly Probe _probe = new();
    private readonly TaskCompletionSource _goOn = Source();

    public JobResultTests() => _probe.Run = async (arguments, job) =>
    {
        await _goOn.Task.WaitAsync(job.Cancellation);
        return new ProbeResult(arguments.Number);
    };

    [Fact]
    public async Task A_request_that_waits_receives_the_result_when_the_job_ends()
    {
        await using var server = await _probe.StartAsync();
        var id = await server.Client.EnqueueAsync(arguments: """{"number":7}""");
        var waiting = server.Client.GetFromJsonAsync<JsonElement>($"/jobs/{id}/result?wait=1m");
        await server.Client.SubscribersBecomeAsync($"job:{id}", 1);

        _goOn.SetResult();

        (await waiting.OrTimeout()).GetProperty("number").GetInt32().Should().Be(7);
        await server.Client.SubscribersBecomeAsync($"job:{id}", 0);
    }

    [Fact]
    public async Task A_request_that_waits_receives_the_result_of_a_job_that_another_process_runs()
    {
        using var folder = new TemporaryFolder();
        await using var front = await _probe.StartAsync(folder, ("Jobs:Concurrency", "0"));
        var id = await front.Client.EnqueueAsync(arguments: """{"number":8}""");
        var waiting = front.Client.GetFromJsonAsync<JsonElement>($"/jobs/{id}/result?wait=1m");
        await front.Client.SubscribersBecomeAsync($"job:{id}", 1);
        _goOn.SetResult();

        await using var worker = await _probe.StartAsync(folder);

        (await waiting.OrTimeout()).GetProperty("number").GetInt32().Should().Be(8);
    }

    [Fact]
    public async Task A_job_that_has_not_ended_in_time_is_202_and_its_result_can_be_requested_again()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await TestServer.StartAsync(builder =>
        {
            _probe.Configure(builder);
            builder.Services.AddSingleton<TimeProvider>(time);
        }, folder: null);
        var id = await server.Client.EnqueueAsync();
        using (var now = await server.Client.GetAsync($"/jobs/{id}/result?wait=0s").OrTimeout())
            now.StatusCode.Should().Be(HttpStatusCode.Accepted);
        var waiting = server.Client.GetAsync($"/jobs/{id}/result?wait=30s");
        await server.Client.SubscribersBecomeAsync($"job:{id}", 1);

        time.Advance(TimeSpan.FromSeconds(30));

        using var response = await waiting.OrTimeout();
        response.StatusCode.Should().Be(HttpStatusCode.Accepted);
        response.Headers.Location!.ToString().Should().EndWith($"/jobs/{id}");
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString().Should().Be(id);
        _goOn.SetResult();
        using var again = await server.Client.GetAsync($"/jobs/{id}/result?wait=30s").OrTimeout();
        again.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_failed_or_cancelled_job_is_a_conflict_with_the_reason()
    {
        await using var server = await _probe.StartAsync();
        _probe.Run = (_, _) => throw new InvalidOperationException("It broke.");
        var failing = await server.Client.EnqueueAsync(more: ""","attempts":1""");
        using (var failed = await server.Client.GetAsync($"/jobs/{failing}/result?wait=1m").OrTimeout())
        {
            (await failed.ProblemAsync(HttpStatusCode.Conflict)).Should().Contain("has failed after 1 attempt: It broke.");
            var problem = await failed.Content.ReadFromJsonAsync<JsonElement>();
            problem.GetProperty("state").GetString().Should().Be("failed");
            problem.GetProperty("error").GetProperty("type").GetString().Should().Be("InvalidOperationException");
        }

        var delayed = await server.Client.EnqueueAsync(more: ""","delay":"1h" """);
        using (var early = await server.Client.GetAsync($"/jobs/{delayed}/result").OrTimeout())
            (await early.ProblemAsync(HttpStatusCode.Conflict)).Should().Contain("is queued").And.Contain("?wait=30s");
        var waiting = server.Client.GetAsync($"/jobs/{delayed}/result?wait=1m");
        await server.Client.SubscribersBecomeAsync($"job:{delayed}", 1);
        using var deleted = await server.Client.DeleteAsync($"/jobs/{delayed}").OrTimeout();
        using var cancelled = await waiting.OrTimeout();
        (await cancelled.ProblemAsync(HttpStatusCode.Conflict)).Should().EndWith("was cancelled, so it has no result.");
    }

    [Fact]
    public async Task A_job_that_the_queue_has_cancelled_is_a_conflict_with_the_reason()
    {
        await using var server = await _probe.StartAsync(("Jobs:Concurrency", "0"));
        var replaced = await server.Client.EnqueueAsync(more: ""","key":"k" """);
        var other = await server.Client.EnqueueAsync(more: ""","key":"k","whenKeyExists":"replace" """);
        using (var result = await server.Client.GetAsync($"/jobs/{replaced}/result").OrTimeout())
            (await result.ProblemAsync(HttpStatusCode.Conflict)).Should().EndWith(
                $"was cancelled, so it has no result: Replaced by job {other}, which was enqueued with the same key.");
        using (var deleted = await server.Client.DeleteAsync($"/jobs/{other}").OrTimeout())
            deleted.EnsureSuccessStatusCode();
        using (var retried = await server.Client.PostAsync($"/jobs/{replaced}/retry", content: null).OrTimeout())
            retried.EnsureSuccessStatusCode();
        using (var deleted = await server.Client.DeleteAsync($"/jobs/{replaced}").OrTimeout())
            deleted.EnsureSuccessStatusCode();
        using var again = await server.Client.GetAsync($"/jobs/{replaced}/result").OrTimeout();
        (await again.ProblemAsync(HttpStatusCode.Conflict)).Should().EndWith("was cancelled, so it has no result.");
    }

    [Theory]
    [InlineData("2m", "at most 1m")]
    [InlineData("soon", "wait")]
    public async Task An_invalid_wait_is_refused(string wait, string says)
    {
        await using var server = await _probe.StartAsync();
        var id = await server.Client.EnqueueAsync();
        using var response = await server.Client.GetAsync($"/jobs/{id}/result?wait={wait}").OrTimeout();
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain(says);
    }

    [Fact]
    public async Task A_wait_ends_when_the_server_stops()
    {
        var server = await _probe.StartAsync();
        await using var stopped = server;
        var id = await server.Client.EnqueueAsync(more: ""","delay":"1h" """);
        var waiting = server.Client.GetAsync($"/jobs/{id}/result?wait=1m");
        await server.Client.SubscribersBecomeAsync($"job:{id}", 1);

        var stop = server.StopAsync();

        using var response = await waiting.OrTimeout();
        response.StatusCode.Should().Be(HttpStatusCode.Accepted);
        await stop;
    }

    [Fact]
    public async Task A_job_without_a_result_is_204()
    {
        await using var server = await TestServer.StartAsync(
            builder => builder.Services.AddSingleton(new Notes()).AddJob<NoteJob>(), folder: null);
        var id = await server.Client.EnqueueAsync("note", """{"text":"x"}""");
        using var response = await server.Client.GetAsync($"/jobs/{id}/result?wait=1m").OrTimeout();
        response.StatusCode.Should().Be(HttpStatusCode.NoContent);
        var read = () => server.Get<JobClient>().GetResultAsync<ProbeResult>(new JobId(id)).AsTask();
        (await read.Should().ThrowAsync<RefusalException>()).Which.Message.Should().Contain("without a result");
    }

    [Fact]
    public async Task Code_waits_for_the_result_of_a_job()
    {
        await using var server = await _probe.StartAsync();
        var jobs = server.Get<JobClient>();
        var job = await jobs.EnqueueAsync("probe", new ProbeArguments { Number = 5 }).OrTimeout();
        var waiting = jobs.GetResultAsync<ProbeResult>(job.Id, TimeSpan.FromMinutes(1));
        (await jobs.WaitAsync(job.Id, TimeSpan.Zero).OrTimeout()).HasEnded.Should().BeFalse();
        var early = () => jobs.GetResultAsync<ProbeResult>(job.Id, TimeSpan.Zero);
        (await early.Should().ThrowAsync<TimeoutException>()).Which.Message.Should().Contain($"{job.Id} has not ended within 0s");

        _goOn.SetResult();

        (await waiting.OrTimeout()).Number.Should().Be(5);
        (await jobs.WaitAsync(job.Id, TimeSpan.Zero).OrTimeout()).State.Should().Be(JobState.Succeeded);
    }

    [Fact]
    public async Task Code_receives_a_clear_error_for_a_job_that_does_not_succeed()
    {
        await using var server = await _probe.StartAsync();
        var jobs = server.Get<JobClient>();
        var job = await jobs.EnqueueAsync("probe", new ProbeArguments()).OrTimeout();
        var waiting = async () => await jobs.GetResultAsync<ProbeResult>(job.Id, TimeSpan.FromMinutes(1)).OrTimeout();
        await jobs.CancelAsync(job.Id).OrTimeout();
        (await waiting.Should().ThrowAsync<RefusalException>()).Which.Should()
            .Match<RefusalException>(e => e.Reason == RefusalReason.Conflict && e.Message.Contains("was cancelled"));
        var unknown = async () =>
            await jobs.GetResultAsync<ProbeResult>(JobId.New(DateTime.UnixEpoch), TimeSpan.FromMinutes(1)).OrTimeout();
        (await unknown.Should().ThrowAsync<RefusalException>()).Which.Reason.Should().Be(RefusalReason.NotFound);
        var other = await jobs.EnqueueAsync("probe", new ProbeArguments()).OrTimeout();
        var cancelled = async () =>
            await jobs.WaitAsync(other.Id, TimeSpan.FromMinutes(1), new CancellationToken(canceled: true)).OrTimeout();
        await cancelled.Should().ThrowAsync<OperationCanceledException>();
        _goOn.SetResult();
    }
}
