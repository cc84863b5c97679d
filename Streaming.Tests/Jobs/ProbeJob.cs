using Streaming.Server.Jobs.Worker;

namespace Streaming.Tests.Jobs;

public class ProbeJob(Probe probe, ProbeScope scope) : IJobHandler<ProbeArguments, ProbeResult>
{
    public Task<ProbeResult> RunAsync(ProbeArguments arguments, JobContext job)
    {
        probe.Scopes.Add(scope);
        return probe.Run(arguments, job);
    }
}
