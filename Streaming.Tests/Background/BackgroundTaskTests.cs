using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Server.Jobs.Background;
using Streaming.Tests.Support;

namespace Streaming.Tests.Background;

[Trait("Category", "Slow")]
public sealed class BackgroundTaskTests
{
    private readonly Work _work = new();

    [Fact]
    public async Task A_task_runs_after_the_response_and_does_not_delay_the_connection()
    {
        await using var server = await _work.StartAsync();
        using var one = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1 }) { BaseAddress = server.Address };
        var (begun, goOn, ended) = (Source(), Source(), Source());
        _work.Adds = (tasks, _) => tasks.Add("slow", async (_, _) =>
        {
            begun.SetResult();
            await goOn.Task;
            ended.SetResult();
        });

        (await (await one.PostAsync("/work", content: null).OrTimeout()).Content.ReadAsStringAsync()).Should().Be("done");
        await begun.Task.OrTimeout();
        (await one.GetAsync("/health/live").OrTimeout()).StatusCode.Should()
            .Be(HttpStatusCode.OK, "the next request on the connection is answered while the task runs");
        ended.Task.IsCompleted.Should().BeFalse();
        goOn.SetResult();
        await ended.Task.OrTimeout();
    }

    [Fact]
    public async Task No_task_starts_before_the_response_is_sent()
    {
        await using var server = await _work.StartAsync();
        var begun = Source();
        var early = true;
        _work.Adds = (tasks, service) =>
        {
            var scope = new WeakReference<RequestService>(service);
            tasks.Add("first", (_, _) =>
            {
                early = scope.TryGetTarget(out var request) && !request.IsDisposed;
                begun.SetResult();
                return Task.CompletedTask;
            });
            begun.Task.IsCompleted.Should().BeFalse();
        };
        await PostAsync(server);
        await begun.Task.OrTimeout();
        early.Should().BeFalse("the DI scope of the request had ended");
    }

    [Fact]
    public async Task Tasks_of_a_request_run_in_order_each_in_its_own_DI_scope()
    {
        await using var server = await _work.StartAsync();
        var (seen, scopes, last) = (new ConcurrentQueue<int>(), new ConcurrentBag<RequestService>(), Source());
        _work.Adds = (tasks, _) =>
        {
            for (var i = 0; i < 10; i++)
            {
                var number = i;
                if (number % 2 == 0)
                    tasks.Add("blocking", (services, _) => Note(services, number));
                else
                    tasks.Add("asynchronous", async (services, _) =>
                    {
                        await Task.Yield();
                        Note(services, number);
                    });
            }

            tasks.Add("last", (_, _) => last.SetResult());
        };
        await PostAsync(server);
        await last.Task.OrTimeout();
        seen.Should().Equal(Enumerable.Range(0, 10));
        scopes.Distinct().Should().HaveCount(10).And.OnlyContain(service => service.IsDisposed);

        void Note(IServiceProvider services, int number)
        {
            seen.Enqueue(number);
            scopes.Add(services.GetRequiredService<RequestService>());
        }
    }

    [Fact]
    public async Task A_failure_is_logged_counted_listed_and_published_and_affects_no_other_task()
    {
        await using var server = await _work.StartAsync();
        server.Logs.Expect("Failed to run the background task mail");
        await using var events = await EventStream.OpenAsync(server.Client, "/topics/system:background-tasks/events");
        var next = Source();
        _work.Adds = (tasks, _) =>
        {
            tasks.Add("mail", (_, _) => throw new InvalidOperationException("No such host."));
            tasks.Add("next", (_, _) => next.SetResult());
        };
        await PostAsync(server);
        await next.Task.OrTimeout();

        var message = await events.NextAsync();
        message!.Type.Should().Be("failed");
        JsonDocument.Parse(message.Data).RootElement.GetProperty("error").GetString().Should().Be("No such host.");
        var runs = await RunsBecomeAsync(server, 2);
        var failed = runs.Single(run => run.GetProperty("name").GetString() == "mail");
        failed.GetProperty("outcome").GetString().Should().Be("failed");
        failed.GetProperty("exception").GetString().Should().Contain("InvalidOperationException").And.Contain(nameof(BackgroundTaskTests));
        server.Logs.Entries.Should().Contain(entry => entry.Exception is InvalidOperationException);
        (await server.Client.GetStringAsync("/metrics").OrTimeout()).Should()
            .MatchRegex("streaming_background_tasks_total\\{[^}]*outcome=\"Failed\"[^}]*\\} 1");
    }

    [Fact]
    public async Task A_task_that_takes_too_long_is_cancelled_and_reported()
    {
        await using var server = await _work.StartAsync();
        server.Logs.Expect("longer than its time limit");
        _work.Adds = (tasks, _) =>
            tasks.Add("slow", (_, cancellation) => cancellation.UntilCancelledAsync(), TimeSpan.FromMilliseconds(20));
        await PostAsync(server);
        (await RunsBecomeAsync(server, 1)).Single().GetProperty("outcome").GetString().Should().Be("timedout");
    }

    [Fact]
    public async Task A_task_that_ignores_its_time_limit_does_not_block_the_next_one()
    {
        await using var server = await _work.StartAsync();
        server.Logs.Expect("longer than its time limit");
        var (never, next) = (Source(), Source());
        _work.Adds = (tasks, _) =>
        {
            tasks.Add("stuck", (_, _) => never.Task, TimeSpan.FromMilliseconds(20));
            tasks.Add("next", (_, _) => next.SetResult());
        };
        await PostAsync(server);
        await next.Task.OrTimeout();
        never.SetResult();
    }

    [Fact]
    public async Task A_task_above_the_limit_is_refused()
    {
        await using var server = await _work.StartAsync(("Background:MaxTasks", "1"));
        var goOn = Source();
        _work.Adds = (tasks, _) => tasks.Add("waits", (_, _) => goOn.Task);
        await PostAsync(server);
        using var second = await server.Client.PostAsync("/work", content: null).OrTimeout();
        (await second.ProblemAsync(HttpStatusCode.TooManyRequests)).Should().Contain("1 background tasks wait already");
        goOn.SetResult();
        await RunsBecomeAsync(server, 1);
        await PostAsync(server);
    }

    [Fact]
    public async Task At_shutdown_accepted_tasks_still_run()
    {
        var done = 0;
        await using (var server = await _work.StartAsync(("Background:Concurrency", "1")))
        {
            _work.Adds = (tasks, _) => tasks.Add("small", async (_, _) =>
            {
                await Task.Yield();
                Interlocked.Increment(ref done);
            });
            await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => PostAsync(server)));
            await server.StopAsync();
        }

        done.Should().Be(50);
    }

    [Fact]
    public async Task At_shutdown_running_and_waiting_tasks_are_cancelled_and_reported()
    {
        await using var server = await _work.StartAsync(("Background:DrainTime", "00:00:00.010"));
        server.Logs.Expect("The server stopped before the task had ended");
        var begun = Source();
        _work.Adds = (tasks, _) =>
        {
            tasks.Add("endless", (_, cancellation) =>
            {
                begun.SetResult();
                return cancellation.UntilCancelledAsync();
            });
            tasks.Add("never begun", (_, _) => Task.CompletedTask);
        };
        await PostAsync(server);
        await begun.Task.OrTimeout();
        await server.StopAsync();
        server.Logs.Entries.Where(entry => entry.Text.Contains("stopped before the task had ended", StringComparison.Ordinal)).Should()
            .HaveCount(2);
    }

    [Fact]
    public async Task A_task_that_captured_a_scoped_service_of_its_request_is_refused()
    {
        await using var server = await _work.StartAsync();
        server.Logs.Expect("unhandled exception");
        Exception? error = null;
        _work.Adds = (tasks, service) => error = Record.Exception(() => tasks.Add("captures", (_, _) => service.Dispose()));
        await PostAsync(server);
        error.Should().BeOfType<InvalidOperationException>().Which.Message.Should()
            .Contain("captured the scoped service RequestService").And.Contain("services it is given");

        foreach (var wrong in (string[])["service", "method", "controller", "asynchronously", "tuple", "record", "array", "function",
            "function in a record"])
        {
            using var response = await server.Client.PostAsync($"/work/captured/{wrong}", content: null).OrTimeout();
            response.StatusCode.Should().Be(HttpStatusCode.InternalServerError, wrong);
        }
    }

    [Fact]
    public async Task A_task_may_capture_objects_that_outlive_the_request()
    {
        await using var server = await _work.StartAsync();
        using var response = await server.Client.PostAsync("/work/captured/nothing", content: null).OrTimeout();
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        (await RunsBecomeAsync(server, 1)).Single().GetProperty("outcome").GetString().Should().Be("succeeded");
    }

    [Fact]
    public async Task A_task_that_is_added_after_its_request_has_ended_is_refused_and_takes_no_slot()
    {
        await using var server = await _work.StartAsync(("Background:MaxTasks", "2"));
        IBackgroundTasks? kept = null;
        _work.Adds = (tasks, _) => kept = tasks;
        await PostAsync(server);
        await Eventually.BecomesAsync(
            () => Task.FromResult(Record.Exception(() => kept!.Add("late", (_, _) => { }))), error =>
                error is InvalidOperationException e && e.Message.Contains("had ended", StringComparison.Ordinal));
        for (var i = 0; i < 10; i++)
            ((Action)(() => kept!.Add("late", (_, _) => { }))).Should().Throw<InvalidOperationException>();
        var ran = Source();
        _work.Adds = (tasks, _) => tasks.Add("next", (_, _) => ran.SetResult());
        await PostAsync(server);
        await ran.Task.OrTimeout();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(100)]
    public async Task A_time_limit_that_is_too_long_for_a_timer_is_refused(int days)
    {
        await using var server = await _work.StartAsync();
        Exception? error = null;
        _work.Adds = (tasks, _) => error = Record.Exception(() => tasks.Add("x", (_, _) => { }, TimeSpan.FromDays(days)));
        await PostAsync(server);
        error.Should().BeOfType<ArgumentOutOfRangeException>();
    }

    [Fact]
    public async Task Callers_may_not_publish_to_the_servers_own_topics()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.PostAsync("/topics/system:background-tasks/messages", "forged", "text/plain");
        (await response.ProblemAsync(HttpStatusCode.Forbidden)).Should().Contain("Only the server itself writes");
    }

    private static TaskCompletionSource Source() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static async Task PostAsync(TestServer server)
    {
        using var response = await server.Client.PostAsync("/work", content: null).OrTimeout();
        response.StatusCode.Should().Be(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
    }

    private static async Task<IReadOnlyList<JsonElement>> RunsBecomeAsync(TestServer server, int count) =>
        await Eventually.BecomesAsync<IReadOnlyList<JsonElement>>(
            async () => [.. (await server.Client.GetJsonAsync("/background-tasks")).GetProperty("tasks").EnumerateArray()],
            runs => runs.Count == count);
}
