namespace Streaming.Tests.Support;

/// <summary>The tests that need the whole machine or measure the whole process: they run after the others, one at a time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}
