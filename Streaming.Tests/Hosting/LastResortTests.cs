using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Tests.Support;

namespace Streaming.Tests.Hosting;

/// <summary>
/// Tests that exceptions that nothing else catches are logged and end only the affected part, and that the host stops if a loop fails that
/// the server cannot run without.
/// </summary>
public sealed class LastResortTests
{
    [Fact]
    public async Task A_timer_whose_callback_throws_continues()
    {
        await using var server = await TestServer.StartAsync();
        server.Logs.Expect("Failed in a timer of the test");
        var time = new FakeTimeProvider();
        var calls = 0;
        await using var timer = server.Get<LastResortHandler>()
            .CreateTimer(time, "a timer of the test", _ => throw new InvalidOperationException($"{++calls}"), this, TimeSpan.FromSeconds(1),
            TimeSpan.FromSeconds(1));

        time.Advance(TimeSpan.FromSeconds(2));

        calls.Should().Be(2);
        server.Logs.Entries.Where(entry => entry.Text.Contains("a timer of the test", StringComparison.Ordinal)).Should()
            .HaveCount(2).And.OnlyContain(entry => entry.Level == LogLevel.Error);
    }

    [Fact]
    public async Task A_thread_that_throws_ends_its_error_is_logged_and_the_process_continues()
    {
        var told = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        DedicatedThread.Start("A thread of the test", () => throw new InvalidOperationException("On a raw thread."), told.SetResult);
        (await told.Task.OrTimeout()).Message.Should().Be("On a raw thread.");
    }

    [Fact]
    public async Task An_observer_that_throws_delays_no_publish()
    {
        await using var server = await TestServer.StartAsync();
        server.Logs.Expect("notifying an observer of topics");
        server.Get<TopicObservers>().Add(new FailingObserver());

        await server.Client.PublishAsync("news", "first");
        await server.Client.PublishAsync("news", "second");

        (await server.Client.GetJsonAsync("/topics/news")).GetProperty("count").GetInt64().Should().Be(2);
    }

    [Fact]
    public async Task A_required_loop_that_fails_stops_the_host_with_exit_code_1()
    {
        await using var server = await TestServer.StartAsync();
        server.Logs.Expect("Failed in a loop of the test");
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Get<IHostApplicationLifetime>().ApplicationStopping.Register(stopping.SetResult);
        try
        {
            server.Get<LastResortHandler>().Stop("a loop of the test", new InvalidOperationException("It is over."));

            await stopping.Task.OrTimeout();
            (server.Get<LastResortHandler>().ExitCode, Environment.ExitCode).Should().Be((1, 1));
            server.Logs.Entries.Should()
                .Contain(entry => entry.Level == LogLevel.Critical && entry.Text.Contains("exit code 1", StringComparison.Ordinal));
        }
        finally
        {
            // The exit code of this process belongs to the test runner.
            Environment.ExitCode = 0;
        }
    }

    private sealed class FailingObserver : ITopicObserver
    {
        public void OnMessagesAdded(TopicName topic, bool isOwn) => throw new InvalidOperationException("Not now.");
    }
}
