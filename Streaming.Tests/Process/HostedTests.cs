using System.Text.Json;
using Streaming.Server.Hosting;
using Streaming.Tests.Jobs;
using Streaming.Tests.Support;

namespace Streaming.Tests.Process;

/// <summary>
/// Tests an application that hosts the server, in a separate process, with endpoints that block and streams that do not end.
/// </summary>
[Trait("Category", "Slow")]
public sealed class HostedTests
{
    private const string Application = "Streaming.OwnApplication";

    [Fact]
    public async Task Publishes_are_answered_while_sixty_requests_of_the_application_block_threads()
    {
        const int Held = 60;
        using var folder = new TemporaryFolder();
        // Only the minimum of the thread pool is tested: the pool adds no further threads during the test.
        await using var server = await ServerProcess.StartProgramAsync(
            Repository.Sample(Application), folder, [("DOTNET_ThreadPool_DisableStarvationDetection", "1")]);
        var held = Enumerable.Range(0, Held).Select(_ => server.Client.GetStringAsync("/held")).ToList();

        // Each request holds a thread, and none continues before the publishes are answered.
        await Eventually.BecomesAsync(async () => int.Parse(await server.Client.GetStringAsync("/held/count")), count => count == Held);
        for (var i = 0; i < 20; i++)
            await server.Client.PublishAsync("news", $"m{i}");

        held.Should().OnlyContain(request => !request.IsCompleted);
        using var released = await server.Client.PostAsync("/held/release", string.Empty, "text/plain");
        await Task.WhenAll(held).OrTimeout();
    }

    [Fact]
    public async Task The_minimum_of_the_thread_pool_is_raised_but_never_below_the_applications_setting()
    {
        await using var server = await TestServer.StartAsync();
        ThreadPool.GetMinThreads(out var workers, out var completions);
        workers.Should().BeGreaterThanOrEqualTo(ThreadPoolMinimum.Threads);

        ThreadPool.SetMinThreads(workers + 10, completions).Should().BeTrue();
        ThreadPoolMinimum.Raise();

        ThreadPool.GetMinThreads(out var after, out _);
        after.Should().Be(workers + 10);
    }

    [Fact]
    public async Task An_endless_stream_of_the_application_does_not_prevent_an_orderly_shutdown()
    {
        using var folder = new TemporaryFolder();
        string job;
        string last;
        await using (var server = await ServerProcess.StartProgramAsync(
            Repository.Sample(Application), folder, "--shutdownTimeoutSeconds", "3"))
        {
            using var endless = await server.Client.GetAsync("/endless", HttpCompletionOption.ResponseHeadersRead).OrTimeout();
            job = await server.Client.EnqueueAsync("wait");
            await Eventually.BecomesAsync(
                () => server.Client.JobAsync(job), view =>
                view.TryGetProperty("progress", out var progress) && progress.ValueKind == JsonValueKind.Object);
            last = (await server.Client.PublishAsync("news", "last words")).GetProperty("last").GetString()!;

            (await server.TerminateAsync()).Should().Be(0, server.Output);
            server.Output.Should().NotContain("Unhandled exception").And.NotContain("fail:").And.NotContain("crit:");
        }

        await using var next = await ServerProcess.StartProgramAsync(Repository.Sample(Application), folder);
        (await next.Client.GetJsonAsync("/topics/news")).GetProperty("newest").GetString().Should().Be(last);
        var events = await next.Client.GetJsonAsync($"/topics/job:{job}/messages");
        events.EnumerateArray().Select(message => message.GetProperty("type").GetString()).Should().ContainInOrder("started", "retrying");
        (await next.Client.JobAsync(job)).GetProperty("attempt").GetInt32().Should()
            .BeLessThanOrEqualTo(1, "an attempt that was handed back does not count");
    }
}
