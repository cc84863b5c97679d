namespace Streaming.Tests.Support;

/// <summary>Decides whether a test may be skipped because the machine lacks a program that the test needs.</summary>
internal static class Skipping
{
    /// <summary>
    /// Whether a skipped test counts as a failure (in CI): the test then runs without the program, and fails with its own error.
    /// </summary>
    public static bool IsForbidden { get; } = Environment.GetEnvironmentVariable("STREAMING_NO_SKIP") == "1";

    /// <summary>
    /// Returns the text for <see cref="FactAttribute.Skip"/>: the first reason that is not null; null if the test has to run.
    /// </summary>
    public static string? Because(params IEnumerable<string?> reasons) =>
        IsForbidden ? null : reasons.FirstOrDefault(reason => reason is not null);
}
