namespace Streaming.Tests.Support;

/// <summary>A theory that is skipped, with the reason, where a program that it runs is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsTheoryAttribute : TheoryAttribute
{
    public NeedsTheoryAttribute(params string[] programs)
    {
        Needed = programs;
        Skip = Skipping.Because(Programs.Missing(programs));
    }

    public IReadOnlyList<string> Needed { get; }
}
