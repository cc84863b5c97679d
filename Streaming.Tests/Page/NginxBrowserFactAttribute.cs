using Streaming.Tests.Proxies;
using Streaming.Tests.Support;

namespace Streaming.Tests.Page;

/// <summary>A test that needs Chromium and nginx. It is skipped, with the reason, where they are missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NginxBrowserFactAttribute : FactAttribute
{
    public NginxBrowserFactAttribute() =>
        Skip = Skipping.Because(Chromium.Path is null ? Chromium.HowToGetIt : null, ProxyProgram.Missing(ProxyProgram.Nginx));
}
