using Streaming.Tests.Support;

namespace Streaming.Tests.Page;

/// <summary>A test that needs Chromium, and perhaps npm packages. It is skipped, with the reason, where they are missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute(params string[] packages)
    {
        Packages = packages;
        Skip = Skipping.Because([Chromium.Path is null ? Chromium.HowToGetIt : null, .. packages.Select(NodePackages.Missing)]);
    }

    /// <summary>Folders below Streaming.Tests.</summary>
    public IReadOnlyList<string> Packages { get; }
}
