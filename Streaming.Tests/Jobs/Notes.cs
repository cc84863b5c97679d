using System.Collections.Concurrent;

namespace Streaming.Tests.Jobs;

/// <summary>The notes that the jobs of type <c>note</c> have written, each with the name of its thread.</summary>
public sealed class Notes
{
    public ConcurrentQueue<(string Text, string? Thread)> Written { get; } = [];
}
