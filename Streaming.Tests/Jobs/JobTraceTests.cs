using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Jobs;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

/// <summary>
/// Tests that a job continues the trace of the request or the code that enqueued it. While a server of these tests exports traces, the
/// messages of all servers in the process carry them, so these tests run alone.
/// </summary>
[Collection(Sequential.Name)]
[Trait("Category", "Slow")]
public sealed class JobTraceTests : IDisposable
{
    private const string Category = "Streaming.Tests.Handler";
    private const string Span = "00f067aa0ba902b7";

    private readonly Probe _probe = new();
    private readonly ScopeCollector _scopes = new(Category);
    private readonly string _trace = ActivityTraceId.CreateRandom().ToHexString();

    private (string Name, string Value) TraceParent => ("traceparent", $"00-{_trace}-{Span}-01");

    public void Dispose() => _scopes.Dispose();

    [Theory]
    [InlineData("sqlite")]
    [InlineData("memory")]
    public async Task The_exported_activity_and_the_log_scope_of_a_job_have_the_trace_of_the_request(string provider)
    {
        await using var receiver = await TraceReceiver.StartAsync();
        await using var server = await StartAsync([.. receiver.Settings, ("Storage:Provider", provider)]);
        var attempts = 0;
        var runs = RunsOf(server, () => Interlocked.Increment(ref attempts) == 1
            ? throw new InvalidOperationException("It broke.") : new ProbeResult(1));
        var id = await server.Client.EnqueueAsync(headers: [TraceParent, ("tracestate", "vendor=7")]);
        (await server.Client.EndAsync(id)).Should().EndWith("succeeded");

        runs.Should().HaveCount(2).And.AllSatisfy(activity =>
        {
            (activity.TraceId.ToHexString(), activity.TraceStateString, activity.OperationName).Should()
                .Be((_trace, "vendor=7", "job probe"));
            activity.ParentSpanId.ToHexString().Should().NotBe(Span, "the parent is the request's activity in this server");
        });
        runs[0].Status.Should().Be(ActivityStatusCode.Error);
        _scopes.Messages.Select(message => Values(message.Scope)).Should()
            .Equal(("probe", id, 1, _trace), ("probe", id, 2, _trace));
        await receiver.ReceivesAsync(_trace, "job probe");
    }

    [Fact]
    public async Task A_job_of_application_code_continues_the_current_activity_even_if_nothing_is_exported()
    {
        await using var server = await StartAsync([]);
        var runs = RunsOf(server, () => new ProbeResult(1));
        using var activity = new Activity("mine").Start();
        activity.TraceStateString = new string('x', 600);
        var job = await server.Get<JobClient>().EnqueueAsync("probe", new ProbeArguments());
        activity.Stop();
        await server.Client.EndAsync(job.Id.Value);

        (runs.Single().TraceId, runs.Single().ParentSpanId).Should().Be((activity.TraceId, activity.SpanId));
        runs.Single().TraceStateString.Should().BeNull("a tracestate of more than 512 characters is not stored");
        Values(_scopes.Messages.Single().Scope).Should().Be(("probe", job.Id.Value, 1, activity.TraceId.ToHexString()));
    }

    [Fact]
    public async Task A_job_that_another_job_enqueues_continues_its_trace()
    {
        await using var server = await StartAsync([]);
        string? child = null;
        var traces = new List<string?>();
        _probe.Run = async (arguments, _) =>
        {
            lock (traces)
                traces.Add(Activity.Current?.TraceId.ToHexString());
            if (arguments.Number == 0)
                child = (await server.Get<JobClient>().EnqueueAsync("probe", new ProbeArguments { Number = 1 })).Id.Value;
            return new ProbeResult(0);
        };
        await server.Client.EndAsync(await server.Client.EnqueueAsync(headers: TraceParent));
        await server.Client.EndAsync(child!);
        traces.Should().Equal(_trace, _trace);
    }

    [Fact]
    public async Task A_delayed_publish_has_the_trace_of_its_request()
    {
        await using var receiver = await TraceReceiver.StartAsync();
        await using var server = await StartAsync(receiver.Settings);
        using var response = await server.Client.PostAsync("/topics/news/messages?delay=0s", "later", "text/plain", TraceParent);
        response.StatusCode.Should().Be(HttpStatusCode.Accepted);
        await server.Client.EndAsync((await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!);
        await receiver.ReceivesAsync(_trace, "job publish");
    }

    [Fact]
    public async Task A_job_of_a_schedule_has_the_trace_of_the_firing()
    {
        await using var receiver = await TraceReceiver.StartAsync();
        var time = new FakeTimeProvider(new DateTimeOffset(2027, 3, 1, 12, 0, 1, TimeSpan.Zero));
        await using var server = await StartAsync(receiver.Settings, time);
        var runs = RunsOf(server, () => new ProbeResult(1));
        using var put = await server.Client.PutAsync(
            "/schedules/hourly", new StringContent("""{"cron":"0 * * * *","type":"probe"}""")).OrTimeout();
        put.EnsureSuccessStatusCode();
        time.Advance(TimeSpan.FromHours(1));
        await Eventually.BecomesAsync(
            () => server.Client.GetJsonAsync("/jobs?type=probe&state=succeeded"), jobs => jobs.GetArrayLength() == 1);

        var run = runs.Single();
        run.ParentSpanId.Should().NotBe(default(ActivitySpanId));
        await receiver.ReceivesAsync(run.TraceId.ToHexString(), "schedule hourly");
    }

    // The handler records its activity, writes one log message, and returns a result.
    private List<Activity> RunsOf(TestServer server, Func<ProbeResult> result)
    {
        var runs = new List<Activity>();
        var logger = server.Get<ILoggerFactory>().CreateLogger(Category);
        _probe.Run = (_, _) =>
        {
            lock (runs)
                runs.Add(Activity.Current!);
            logger.LogInformation("Ran.");
            return Task.FromResult(result());
        };
        return runs;
    }

    private Task<TestServer> StartAsync((string Key, string Value)[] settings, TimeProvider? time = null) => TestServer.StartAsync(
        builder =>
        {
            _probe.Configure(builder);
            builder.Logging.AddProvider(_scopes);
            if (time is not null)
                builder.Services.AddSingleton(time);
        },
        folder: null, [.. settings, ("Samples:Ticker", "false"), ("Jobs:Backoff", "00:00:00.001")]);

    private static (string? Type, string? Id, int Attempt, string? Trace) Values(IReadOnlyDictionary<string, object?> scope) =>
        (scope["JobType"]?.ToString(), scope["JobId"]?.ToString(), (int)scope["Attempt"]!, scope["TraceId"]?.ToString());
}
