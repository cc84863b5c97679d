using System.Reflection;
using Streaming.Tests.Support;
using Xunit.Sdk;

namespace Streaming.Tests.Proxies;

/// <summary>
/// Supplies a theory with a reverse proxy's name, over plain HTTP and over TLS. If the program is not installed, the theory is skipped with
/// the reason.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class ProxyDataAttribute : DataAttribute
{
    private readonly object[] _values;

    public ProxyDataAttribute(string proxy, params object[] values)
    {
        Proxy = proxy;
        _values = values;
        Skip = Skipping.Because(Programs.Missing(proxy));
    }

    public string Proxy { get; }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[Proxy, .. _values]];
}
