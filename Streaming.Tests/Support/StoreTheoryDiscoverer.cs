using Xunit.Abstractions;
using Xunit.Sdk;

namespace Streaming.Tests.Support;

/// <summary>Finds the theories of a contract, a test for each row.</summary>
public sealed class StoreTheoryDiscoverer(IMessageSink sink) : TheoryDiscoverer(sink)
{
    protected override IEnumerable<IXunitTestCase> CreateTestCasesForDataRow(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo theoryAttribute, object[] dataRow) =>
        [new StoreTestCase(DiagnosticMessageSink, testMethod, dataRow)];
}
