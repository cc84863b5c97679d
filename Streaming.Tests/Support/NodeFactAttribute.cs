namespace Streaming.Tests.Support;

/// <summary>
/// A fact that runs Node with the npm packages of a folder. If they cannot be installed, the fact is skipped with the reason.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute(string packages)
    {
        Packages = packages;
        Skip = Skipping.Because(NodePackages.Missing(packages));
    }

    /// <summary>The folder of the npm packages, below Streaming.Tests.</summary>
    public string Packages { get; }
}
