using System.Net;
using System.Text.Json;
using Streaming.Tests.Support;
using static Streaming.Tests.Jobs.JobHttp;

namespace Streaming.Tests.Jobs;

/// <summary>A job's progress is a stream.</summary>
public sealed class JobEventsTests
{
    private readonly Probe _probe = new();

    [Theory]
    [InlineData("sqlite")]
    [InlineData("memory")]
    public async Task Progress_is_followed_live_and_the_stream_ends_by_itself(string provider)
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
    public async Task A_policy_that_keeps_topics_in_memory_does_not_part_jobs_from_their_events()
    {
        await using var server = await _probe.StartAsync(("Topics:Policies:0:Match", "*"), ("Topics:Policies:0:Store", "memory"));
        var id = await server.Client.EnqueueAsync();
        (await server.Client.EndAsync(id)).Should().Equal("queued", "started", "succeeded");
        (await server.Client.GetJsonAsync($"/topics/job:{id}")).GetProperty("count").GetInt32().Should().Be(3);
    }

    [Fact]
    public async Task A_browser_that_has_the_end_hears_that_there_is_no_more()
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
    public async Task The_events_are_a_topic_like_any_other()
    {
        await using var server = await _probe.StartAsync();
        var id = await server.Client.EnqueueAsync();
        var events = await server.Client.EventsAsync(id);
        var kept = (await server.Client.GetJsonAsync($"/topics/job:{id}/messages")).EnumerateArray().ToList();
        kept.Select(message => message.GetProperty("type").GetString()).Should().Equal("queued", "started", "succeeded");
        kept.Select(message => message.GetProperty("position").GetString()).Should().Equal(events.Select(each => each.Id));
    }

    [Fact]
    public async Task Progress_faster_than_anybody_follows_is_thinned_out_and_its_last_word_is_kept()
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
    public async Task Followers_of_one_job_while_others_come_and_go_miss_nothing()
    {
        await using var server = await _probe.StartAsync(("Jobs:Concurrency", "8"));
        _probe.Run = async (_, job) =>
        {
            job.ReportProgress(0.5);
            await Task.Yield();
            return new ProbeResult(0);
        };
        // Each stream is opened while the job's events come in.
        var all = await Task.WhenAll(
            Enumerable.Range(0, 150).Select(async _ => await server.Client.EndAsync(await server.Client.EnqueueAsync())));
        all.Should().AllSatisfy(types =>
        {
            types.Should().StartWith(["queued", "started"]).And.EndWith("succeeded");
            types.Count(type => type is "succeeded" or "failed" or "cancelled").Should().Be(1);
        });
    }
}
