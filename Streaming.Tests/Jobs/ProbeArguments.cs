using System.ComponentModel.DataAnnotations;

namespace Streaming.Tests.Jobs;

public sealed record ProbeArguments
{
    [Range(0, 100)]
    public int Number { get; init; }

    public string Name { get; init; } = string.Empty;
}
