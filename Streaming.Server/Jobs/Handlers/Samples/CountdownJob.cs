using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Cryptography;
using Streaming.Server.Jobs.Worker;

namespace Streaming.Server.Jobs.Handlers.Samples;

/// <summary>Runs jobs of the sample type <c>countdown</c>, which wait for some seconds and report their progress.</summary>
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
