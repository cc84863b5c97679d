using System.Text.RegularExpressions;
using Streaming.Tests.Support;

namespace Streaming.Tests.House;

/// <summary>
/// Tests that raw threads, async void methods and timer callbacks occur only where their exceptions are handled, since such an exception
/// ends the process.
/// </summary>
public sealed partial class ThreadsTests
{
    [Fact]
    public void Only_DedicatedThread_creates_threads() => FilesWith(Threads()).Should().Equal("Core/Concurrency/DedicatedThread.cs");

    [Fact]
    public void No_method_is_async_void() => FilesWith(AsyncVoid()).Should().BeEmpty();

    private static IEnumerable<string> FilesWith(Regex pattern) =>
        Repository.ServerSources.Where(source => pattern.IsMatch(source.Value)).Select(source => source.Key);

    [GeneratedRegex(@"new Thread\(", RegexOptions.None, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Threads();

    [GeneratedRegex(@"\basync void\b", RegexOptions.None, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex AsyncVoid();
}
