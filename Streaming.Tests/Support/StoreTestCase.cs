using Xunit.Abstractions;
using Xunit.Sdk;

namespace Streaming.Tests.Support;

/// <summary>A test of a contract. The class that runs it decides whether it is skipped.</summary>
public sealed class StoreTestCase : XunitTestCase
{
    /// <summary>For the runner only.</summary>
    [Obsolete("Called by the deserializer.")]
    public StoreTestCase()
    {
    }

    public StoreTestCase(IMessageSink sink, ITestMethod method, object[]? testMethodArguments)
        : base(sink, TestMethodDisplay.ClassAndMethod, TestMethodDisplayOptions.None, method, testMethodArguments)
    {
    }

    protected override string? GetSkipReason(IAttributeInfo factAttribute) =>
        TestMethod.TestClass.Class.GetCustomAttributes(typeof(NeedsPostgresAttribute)).Any() ? Skipping.Because(PostgresServer.Missing)
            : base.GetSkipReason(factAttribute);
}
