namespace Streaming.Tests.ConsolePage;

/// <summary>The arguments of a <see cref="SampleJob"/>.</summary>
public sealed record SampleArguments
{
    public int Percent { get; init; }

    public bool Fails { get; init; }

    public bool Waits { get; init; }
}
