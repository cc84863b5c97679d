using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

/// <summary>Tests the events that a handler publishes to the subscribers of its job.</summary>
public sealed class HandlerEventsTests
{
    [Fact]
    public async Task A_handler_can_publish_partial_results()
    {
        var heard = JobHttp.Source();
        var probe = new Probe
        {
            Run = async (arguments, job) =>
            {
                await job.PublishAsync("result", new ProbeResult(1));
                await heard.Task.OrTimeout();
                await job.PublishAsync("result", new ProbeResult(2));
                return new ProbeResult(3);
            },
        };
        await using var server = await probe.StartAsync();
        var id = await server.Client.EnqueueAsync();
        await using var events = await EventStream.OpenAsync(server.Client, $"/jobs/{id}/events");
        var first = (await events.TakeAsync(3))[2];
        (first.Type, JsonElement.Parse(first.Data).GetProperty("value").GetProperty("number").GetInt32()).Should().Be(("result", 1));
        heard.SetResult();
        (await server.Client.EndAsync(id)).Should().Equal("queued", "started", "result", "result", "succeeded");
    }

    [Fact]
    public async Task A_run_after_a_wait_for_children_repeats_its_events_after_another_start_with_the_same_attempt()
    {
        var waits = JobHttp.Source();
        var probe = new Probe
        {
            Run = async (arguments, job) =>
            {
                if (arguments.Number > 0)
                {
                    await waits.Task.OrTimeout();
                    return new ProbeResult(arguments.Number);
                }

                await job.PublishAsync("result", new ProbeResult(1));
                await job.EnqueueChildAsync("part", "probe", new ProbeArguments { Number = 1 });
                await job.WaitForChildrenAsync();
                await job.PublishAsync("result", new ProbeResult(2));
                return new ProbeResult(3);
            },
        };
        await using var server = await probe.StartAsync();
        var id = await server.Client.EnqueueAsync();
        await using (var before = await EventStream.OpenAsync(server.Client, $"/jobs/{id}/events"))
        {
            while ((await before.NextAsync())!.Type != "waiting")
            {
            }
        }

        waits.SetResult();
        var types = (await server.Client.EndAsync(id)).ToList();
        types.Where(type => type is "started" or "result").Should().Equal("started", "result", "started", "result", "result");
        await using var events = await EventStream.OpenAsync(server.Client, $"/jobs/{id}/events");
        (await events.TakeAsync(types.Count)).Where(each => each.Type is "started" or "result")
            .Select(each => JsonElement.Parse(each.Data).GetProperty("attempt").GetInt32()).Should().AllBeEquivalentTo(1);
    }

    [Theory]
    [InlineData("succeeded")]
    [InlineData("progress")]
    [InlineData("gap")]
    [InlineData("not a type")]
    public async Task A_handler_cannot_publish_the_events_of_the_server(string type)
    {
        var probe = new Probe
        {
            Run = async (arguments, job) =>
            {
                await job.PublishAsync(type, "forged");
                return new ProbeResult(1);
            },
        };
        await using var server = await probe.StartAsync();
        var id = await server.Client.EnqueueAsync(more: ""","attempts":1""");
        (await server.Client.EndAsync(id)).Should().Equal("queued", "started", "failed");
    }

    [Fact]
    public async Task An_event_above_the_size_limit_is_an_error_of_the_handler()
    {
        var probe = new Probe
        {
            Run = async (arguments, job) =>
            {
                await job.PublishAsync("result", new string('x', 64 << 10));
                return new ProbeResult(1);
            },
        };
        await using var server = await probe.StartAsync();
        var id = await server.Client.EnqueueAsync(more: ""","attempts":1""");
        (await server.Client.EndAsync(id)).Should().EndWith("failed");
    }
}
