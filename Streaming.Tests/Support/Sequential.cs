namespace Streaming.Tests.Support;

/// <summary>
/// The collection of tests that need the whole machine or measure the whole process. They run after all other tests, one at a time.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Sequential
{
    public const string Name = "Sequential";
}
