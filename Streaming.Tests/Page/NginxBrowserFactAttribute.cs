using Streaming.Tests.Proxies;
using Streaming.Tests.Support;

namespace Streaming.Tests.Page;

/// <summary>A test that needs Chromium and nginx. If one is missing, the test is skipped with the reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NginxBrowserFactAttribute : FactAttribute
{
    public NginxBrowserFactAttribute(params string[] packages)
    {
        Packages = packages;
        Skip = Skipping.Because(
            [Chromium.Path is null ? Chromium.HowToGetIt
            : null, Programs.Missing(ProxyProgram.Nginx), .. packages.Select(NodePackages.Missing)]);
    }

    /// <summary>The folders below Streaming.Tests whose npm packages the test needs.</summary>
    public IReadOnlyList<string> Packages { get; }
}
