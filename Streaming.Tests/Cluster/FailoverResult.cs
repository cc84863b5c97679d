namespace Streaming.Tests.Cluster;

/// <summary>What a failover has changed.</summary>
/// <param name="Acknowledged">The number of acknowledged messages.</param>
/// <param name="Lost">How many of them the new server lacks.</param>
/// <param name="Readers">The number of readers.</param>
/// <param name="Told">How many of them were told of a loss.</param>
/// <param name="Faults">What contradicts the promises.</param>
internal sealed record FailoverResult(int Acknowledged, int Lost, int Readers, int Told, IReadOnlyList<string> Faults);
