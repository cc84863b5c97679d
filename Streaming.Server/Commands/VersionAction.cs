using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace Streaming.Server.Commands;

/// <summary>Writes the version of the program, and the commit from which it was built if it is known.</summary>
internal sealed class VersionAction : SynchronousCommandLineAction
{
    private const int CommitLetters = 10;

    /// <summary>The version of the program with the commit, such as <c>1.2.0 (commit 4be1d20c5a)</c>.</summary>
    public static string Text { get; } = Read();

    /// <summary>The version without the commit.</summary>
    public static string Number { get; } = Text.Split(' ')[0];

    public static Option Option() => new Option<bool>("--version")
    {
        Description = "Show the version.",
        Action = new VersionAction(),
    };

    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine($"{CommandLine.Name} {Text}");
        return ExitCodes.Done;
    }

    private static string Read()
    {
        var informational = typeof(VersionAction).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion.Split('+', 2);
        return informational is [var version, var commit]
            ? $"{version} (commit {commit[..Math.Min(CommitLetters, commit.Length)]})"
            : informational[0];
    }
}
