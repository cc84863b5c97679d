namespace Streaming.Tests.Support;

/// <summary>A theory that needs programs of the machine. If one is not installed, the theory is skipped with the reason.</summary>
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
