using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Cryptography;
using Streaming.Server.Jobs.Worker;

namespace Streaming.Server.Jobs.Handlers.Samples;

/// <summary>
/// Runs jobs of the sample type <c>burn</c>, which keep a processor busy for some seconds, on a thread for blocking handlers.
/// </summary>
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
