namespace Streaming.Tests.Support;

/// <summary>A test that needs programs of the machine. If one is not installed, the test is skipped with the reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsFactAttribute : FactAttribute
{
    public NeedsFactAttribute(params string[] programs)
    {
        Needed = programs;
        Skip = Skipping.Because(Programs.Missing(programs));
    }

    public IReadOnlyList<string> Needed { get; }
}
