namespace Streaming.Tests.Support;

/// <summary>Whether a test may be skipped because the machine lacks a program that it needs.</summary>
internal static class Skipping
{
    /// <summary>True where a skipped test counts as a failure (CI): the test then runs, and fails with its own error.</summary>
    public static bool IsForbidden { get; } = Environment.GetEnvironmentVariable("STREAMING_NO_SKIP") == "1";

    /// <summary>The text for <see cref="FactAttribute.Skip"/>: the first reason that is not null; null where the test has to run.</summary>
    public static string? Because(params IEnumerable<string?> reasons) =>
        IsForbidden ? null : reasons.FirstOrDefault(reason => reason is not null);
}
