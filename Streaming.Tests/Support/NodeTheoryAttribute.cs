namespace Streaming.Tests.Support;

/// <summary>
/// A theory that runs Node with the npm packages of a folder. It is skipped, with the reason, where they cannot be installed.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeTheoryAttribute : TheoryAttribute
{
    public NodeTheoryAttribute(string packages)
    {
        Packages = packages;
        Skip = Skipping.Because(NodePackages.Missing(packages));
    }

    /// <summary>The folder below Streaming.Tests.</summary>
    public string Packages { get; }
}
