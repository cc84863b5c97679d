using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Cryptography;
using Streaming.Server.Jobs;

namespace Streaming.Server.Samples;

/// <summary>How long a sample job takes.</summary>
public sealed record SampleJobArguments
{
    /// <summary>In seconds, up to an hour (default 10).</summary>
    [Range(0, 3_600)]
    public double Seconds { get; init; } = 10;
}

/// <summary>Job <c>nothing</c>: what a job costs by itself.</summary>
internal sealed class NothingJob : IJobHandler<NoArguments, NoArguments>
{
    private static readonly NoArguments s_nothing = new();

    public Task<NoArguments> RunAsync(NoArguments arguments, JobContext job) => Task.FromResult(s_nothing);
}

/// <summary>Job <c>countdown</c>: waits, and says how far it is.</summary>
internal sealed class CountdownJob(TimeProvider time) : IJobHandler<SampleJobArguments, string>
{
    private const int Steps = 100;

    public async Task<string> RunAsync(SampleJobArguments arguments, JobContext job)
    {
        for (var step = 0; step < Steps; step++)
        {
            var left = arguments.Seconds * (Steps - step) / Steps;
            job.ReportProgress((double)step / Steps, string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(left):0} s to go"));
            await Task.Delay(TimeSpan.FromSeconds(arguments.Seconds / Steps), time, job.Cancellation);
        }

        job.ReportProgress(1, "Lift-off");
        return "Lift-off";
    }
}

/// <summary>Job <c>burn</c>: keeps a processor busy, on a thread for such work.</summary>
internal sealed class BurnJob(TimeProvider time) : IJobHandler<SampleJobArguments, long>
{
    public Task<long> RunAsync(SampleJobArguments arguments, JobContext job)
    {
        var data = new byte[64 * 1024];
        var started = time.GetTimestamp();
        long rounds = 0;
        for (var elapsed = 0.0; elapsed < arguments.Seconds; elapsed = time.GetElapsedTime(started).TotalSeconds, rounds++)
        {
            job.Cancellation.ThrowIfCancellationRequested();
            SHA256.HashData(data, data);
            job.ReportProgress(elapsed / arguments.Seconds);
        }

        return Task.FromResult(rounds);
    }
}
