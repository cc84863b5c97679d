using Streaming.Tests.Proxies;
using Streaming.Tests.Support;

namespace Streaming.Tests.Page;

/// <summary>A test that needs Chromium and nginx. It is skipped, with the reason, where they are missing.</summary>
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

    /// <summary>Folders below Streaming.Tests whose npm packages it needs.</summary>
    public IReadOnlyList<string> Packages { get; }
}
