using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Streaming.Tests.Support.LongWaitsFirst", "Streaming.Tests")]

namespace Streaming.Tests.Support;

/// <summary>
/// Starts the classes that wait for long before the others, so that they do not run alone at the end. The order of the others is random, as
/// without this class.
/// </summary>
public sealed class LongWaitsFirst : ITestCollectionOrderer
{
    // A class without a named collection is a collection with this name.
    private static readonly HashSet<string> s_long = typeof(LongWaitsFirst).Assembly.GetTypes()
        .Where(type => type.IsDefined(typeof(WaitsLongAttribute), inherit: false))
        .Select(type => $"Test collection for {type.FullName}")
        .ToHashSet(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) => testCollections
        .OrderByDescending(collection => s_long.Contains(collection.DisplayName))
        .ThenBy(collection => collection.UniqueID);
}
