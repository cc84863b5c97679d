using Streaming.Tests.Support;

namespace Streaming.Tests.Page;

/// <summary>A test that needs Chromium, and possibly npm packages. If they are missing, the test is skipped with the reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute(params string[] packages)
    {
        Packages = packages;
        Skip = Skipping.Because([Chromium.Path is null ? Chromium.HowToGetIt : null, .. packages.Select(NodePackages.Missing)]);
    }

    /// <summary>The folders below Streaming.Tests whose npm packages the test needs.</summary>
    public IReadOnlyList<string> Packages { get; }
}
