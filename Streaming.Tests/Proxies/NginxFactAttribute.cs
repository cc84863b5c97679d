using Streaming.Tests.Support;

namespace Streaming.Tests.Proxies;

/// <summary>A fact that needs nginx. It is skipped, with the reason, where nginx is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NginxFactAttribute : FactAttribute
{
    public NginxFactAttribute() => Skip = Skipping.Because(Programs.Missing("nginx"));
}
