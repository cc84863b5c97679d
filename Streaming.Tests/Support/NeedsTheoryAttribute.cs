namespace Streaming.Tests.Support;

/// <summary>A theory that is left out, with a sentence, where a program that it runs is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsTheoryAttribute : TheoryAttribute
{
    public NeedsTheoryAttribute(params string[] programs)
    {
        Programs = programs;
        var missing = programs.Where(program => !IsInstalled(program)).ToList();
        if (missing.Count > 0)
            Skip = $"Install {string.Join(" and ", missing)} to run this test.";
    }

    public IReadOnlyList<string> Programs { get; }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
            .Any(folder => folder.Length > 0 && (File.Exists(Path.Combine(folder, program)) || File.Exists(Path.Combine(folder, program + ".exe"))));
}
