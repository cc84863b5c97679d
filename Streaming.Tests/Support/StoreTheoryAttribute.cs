using Xunit.Sdk;

namespace Streaming.Tests.Support;

/// <summary>A theory of a contract that all stores pass. It is skipped in a class whose store is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Streaming.Tests.Support.StoreTheoryDiscoverer", "Streaming.Tests")]
public sealed class StoreTheoryAttribute : TheoryAttribute;
