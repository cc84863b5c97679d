using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Worker;
using Streaming.Server.Outbound;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

/// <summary>
/// Tests that a permanent failure, which another attempt cannot repair, ends the job at once and is one sentence in the log.
/// </summary>
public sealed class PermanentFailureTests
{
    private readonly Probe _probe = new();

    public static TheoryData<string> Permanent => ["a missing setting", "a refused address", "wrong input", "not allowed", "too large"];

    public static TheoryData<string> Temporary => ["a store that does not answer", "a limit", "a host that does not answer"];

    [Theory]
    [MemberData(nameof(Permanent))]
    public async Task A_permanent_failure_ends_the_job_at_once_without_a_stack_trace(string failure)
    {
        await using var server = await _probe.StartAsync(("Jobs:Backoff", "1ms"));
        _probe.Run = (_, _) => throw Of(failure);
        var id = await server.Client.EnqueueAsync();
        (await server.Client.EndAsync(id)).Should().Equal("queued", "started", "failed");
        server.Logs.Entries.Where(entry => entry.Text.Contains("Failed to run the", StringComparison.Ordinal)).Should()
            .ContainSingle().Which.Exception.Should().BeNull();
    }

    [Theory]
    [MemberData(nameof(Temporary))]
    public async Task Any_other_failure_is_retried(string failure)
    {
        await using var server = await _probe.StartAsync(("Jobs:Backoff", "1ms"), ("Jobs:Attempts", "2"));
        _probe.Run = (_, _) => throw Of(failure);
        var id = await server.Client.EnqueueAsync();
        (await server.Client.EndAsync(id)).Should().Equal("queued", "started", "retrying", "started", "failed");
    }

    [Fact]
    public async Task A_job_whose_result_is_too_large_is_not_retried()
    {
        await using var server = await TestServer.StartAsync(
            builder => builder.Services.AddJob<LargeJob>("large"), folder: null, ("Jobs:MaxResultBytes", "1024"), ("Jobs:Backoff", "1ms"));
        (await server.Client.EndAsync(await server.Client.EnqueueAsync("large"))).Should().Equal("queued", "started", "failed");
    }

    [Fact]
    public async Task A_call_to_an_internal_address_fails_permanently()
    {
        await using var server = await TestServer.StartAsync(
            builder => builder.Services.AddJob<CallJob>("call"), folder: null, ("Jobs:Backoff", "1ms"));
        (await server.Client.EndAsync(await server.Client.EnqueueAsync("call"))).Should().Equal("queued", "started", "failed");
    }

    private static Exception Of(string failure) => failure switch
    {
        "a missing setting" => new JobFailedException("Images:Key is not set."),
        "a refused address" => new OutboundException(OutboundFailure.RefusedAddress, "It is inside."),
        "wrong input" => RefusalException.Invalid("It does not fit."),
        "not allowed" => new RefusalException(RefusalReason.Forbidden, "It is not allowed."),
        "too large" => RefusalException.TooLarge("Topics:MaxMessageBytes", "It is too large."),
        "a limit" => RefusalException.LimitReached("Access:Limits:PublishRate", "Too many."),
        "a host that does not answer" => new OutboundException(OutboundFailure.Timeout, "It does not answer."),
        _ => new RefusalException(RefusalReason.Unavailable, "Not now."),
    };

    public sealed class LargeJob : IJobHandler<NoArguments, string>
    {
        public Task<string> RunAsync(NoArguments arguments, JobContext job) => Task.FromResult(new string('x', 2_000));
    }

    public sealed class CallJob(IOutboundCaller caller) : IJobHandler<NoArguments, string>
    {
        public async Task<string> RunAsync(NoArguments arguments, JobContext job) =>
            $"{(await caller.SendAsync(new OutboundRequest { Url = new Uri("http://127.0.0.1:1/") }, job.Cancellation)).Status}";
    }
}
