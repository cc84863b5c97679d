using Xunit.Abstractions;
using Xunit.Sdk;

namespace Streaming.Tests.Support;

/// <summary>Finds the facts of a contract.</summary>
public sealed class StoreFactDiscoverer(IMessageSink sink) : FactDiscoverer(sink)
{
    protected override IXunitTestCase CreateTestCase(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        new StoreTestCase(DiagnosticMessageSink, testMethod, testMethodArguments: null);
}
