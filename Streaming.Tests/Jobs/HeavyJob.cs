namespace Streaming.Tests.Jobs;

public sealed class HeavyJob(Probe probe, ProbeScope scope) : ProbeJob(probe, scope);
