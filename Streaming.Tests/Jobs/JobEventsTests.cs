using System.Net;
using System.Text.Json;
using Streaming.Tests.Support;
using static Streaming.Tests.Jobs.JobHttp;

namespace Streaming.Tests.Jobs;

/// <summary>Tests that the progress of a job is an event stream.</summary>
public sealed class JobEventsTests
{
    private readonly Probe _probe = new();

    [Theory]
    [InlineData("sqlite")]
    [InlineData("memory")]
    public async Task A_stream_of_a_jobs_progress_is_live_and_ends_with_the_job(string provider)
    {
        await using var server = await _probe.StartAsync(("Jobs:ProgressInterval", "00:00:00.001"), ("Storage:Provider", provider));
        var steps = new SemaphoreSlim(0);
        _probe.Run = async (_, job) =>
        {
            for (var step = 1; step <= 3; step++)
            {
                await steps.WaitAsync(job.Cancellation);
                job.ReportProgress(step / 4.0, $"step {step}");
            }

            await steps.WaitAsync(job.Cancellation);
            return new ProbeResult(1);
        };
        var id = await server.Client.EnqueueAsync();
        await using var events = await EventStream.OpenAsync(server.Client, $"/jobs/{id}/events");
        (await events.TakeAsync(2)).Select(each => each.Type).Should().Equal("queued", "started");
        for (var step = 1; step <= 3; step++)
        {
            steps.Release();
            var progress = await events.NextAsync();
            progress!.Type.Should().Be("progress");
            var data = JsonDocument.Parse(progress.Data).RootElement;
            (data.GetProperty("fraction").GetDouble(), data.GetProperty("text").GetString()).Should().Be((step / 4.0, $"step {step}"));
            (await server.Client.JobAsync(id)).GetProperty("progress").GetProperty("fraction").GetDouble().Should().Be(step / 4.0);
        }

        steps.Release();
        (await events.NextAsync())!.Type.Should().Be("succeeded");
        (await events.NextAsync()).Should().BeNull();
    }

    [Fact]
    public async Task A_policy_for_memory_topics_does_not_apply_to_the_events_of_jobs()
    {
        await using var server = await _probe.StartAsync(("Topics:Policies:0:Match", "*"), ("Topics:Policies:0:Store", "memory"));
        var id = await server.Client.EnqueueAsync();
        (await server.Client.EndAsync(id)).Should().Equal("queued", "started", "succeeded");
        (await server.Client.GetJsonAsync($"/topics/job:{id}")).GetProperty("count").GetInt32().Should().Be(3);
    }

    [Fact]
    public async Task A_client_that_has_the_last_event_of_a_job_receives_204()
    {
        await using var server = await _probe.StartAsync();
        var id = await server.Client.EnqueueAsync();
        var events = await server.Client.EventsAsync(id);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/jobs/{id}/events");
        request.Headers.Add("Last-Event-ID", events[^1].Id);
        using var response = await server.Client.SendAsync(request).OrTimeout();
        response.StatusCode.Should().Be(HttpStatusCode.NoContent);

        await using var resumed = await EventStream.OpenAsync(server.Client, $"/jobs/{id}/events", lastEventId: events[0].Id);
        (await resumed.TakeAsync(2)).Select(each => each.Type).Should().Equal("started", "succeeded");
        (await resumed.NextAsync()).Should().BeNull();
    }

    [Fact]
    public async Task A_client_that_cannot_set_headers_resumes_and_ends_with_the_id_in_the_query()
    {
        await using var server = await _probe.StartAsync();
        var id = await server.Client.EnqueueAsync();
        var events = await server.Client.EventsAsync(id);
        using var response = await server.Client.GetAsync($"/jobs/{id}/events?lastEventId={events[^1].Id}").OrTimeout();
        response.StatusCode.Should().Be(HttpStatusCode.NoContent);

        await using var resumed = await EventStream.OpenAsync(
            server.Client, $"/jobs/{id}/events?after={events[0].Id}&lastEventID={events[1].Id}");
        (await resumed.NextAsync())!.Type.Should().Be("succeeded");
        await using var withHeader = await EventStream.OpenAsync(
            server.Client, $"/jobs/{id}/events?lastEventId={events[0].Id}", lastEventId: events[1].Id);
        (await withHeader.NextAsync())!.Type.Should().Be("succeeded");
    }

    [Fact]
    public async Task The_events_of_a_job_are_a_topic()
    {
        await using var server = await _probe.StartAsync();
        var id = await server.Client.EnqueueAsync();
        var events = await server.Client.EventsAsync(id);
        var kept = (await server.Client.GetJsonAsync($"/topics/job:{id}/messages")).EnumerateArray().ToList();
        kept.Select(message => message.GetProperty("type").GetString()).Should().Equal("queued", "started", "succeeded");
        kept.Select(message => message.GetProperty("position").GetString()).Should().Equal(events.Select(each => each.Id));
    }

    [Fact]
    public async Task Frequent_progress_reports_are_thinned_and_the_last_one_is_kept()
    {
        await using var server = await _probe.StartAsync(("Jobs:ProgressInterval", "00:01:00"));
        _probe.Run = (_, job) =>
        {
            for (var i = 1; i <= 1_000; i++)
                job.ReportProgress(i / 1_000.0, $"{i}");
            return Task.FromResult(new ProbeResult(0));
        };
        var progress = (await server.Client.EventsAsync(await server.Client.EnqueueAsync())).Where(each => each.Type == "progress")
            .ToList();
        progress.Should().HaveCountLessThan(5);
        JsonDocument.Parse(progress[^1].Data).RootElement.GetProperty("text").GetString().Should().Be("1000");
    }

    [Fact]
    public async Task Subscribers_of_one_job_miss_nothing_while_other_jobs_run()
    {
        await using var server = await _probe.StartAsync(("Jobs:Concurrency", "8"));
        _probe.Run = async (_, job) =>
        {
            job.ReportProgress(0.5);
            await Task.Yield();
            return new ProbeResult(0);
        };
        // Each stream is opened while the job publishes events.
        var all = await Task.WhenAll(
            Enumerable.Range(0, 150).Select(async _ => await server.Client.EndAsync(await server.Client.EnqueueAsync())));
        all.Should().AllSatisfy(types =>
        {
            types.Should().StartWith(["queued", "started"]).And.EndWith("succeeded");
            types.Count(type => type is "succeeded" or "failed" or "cancelled").Should().Be(1);
        });
    }
}
