using Xunit.Sdk;

namespace Streaming.Tests.Support;

/// <summary>A fact of a contract that all stores pass. It is skipped in a class whose store is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Streaming.Tests.Support.StoreFactDiscoverer", "Streaming.Tests")]
public sealed class StoreFactAttribute : FactAttribute;
