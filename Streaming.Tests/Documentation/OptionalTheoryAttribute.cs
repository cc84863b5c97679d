using Streaming.Tests.Support;

namespace Streaming.Tests.Documentation;

/// <summary>
/// A theory about a language whose tools are large and are not installed for the tests. It is left out where they are missing, also where
/// skipped tests are forbidden.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OptionalTheoryAttribute : TheoryAttribute
{
    public OptionalTheoryAttribute(params string[] programs)
    {
        Needed = programs;
        Skip = Programs.Missing(programs);
    }

    public IReadOnlyList<string> Needed { get; }
}
