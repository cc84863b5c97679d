using Streaming.Server.Jobs.Worker;

namespace Streaming.Tests.Jobs;

public sealed class RuledJob(Probe probe, ProbeScope scope) : ProbeJob(probe, scope), IRetryRule
{
    private readonly Probe _probe = probe;

    public TimeSpan? DelayAfter(Exception error, int attempt) => _probe.Rule(error, attempt);
}
