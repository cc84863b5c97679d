using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace Streaming.Server.Commands;

/// <summary>Writes the version of the program. If the commit from which the program was built is known, also writes the commit.</summary>
internal sealed class VersionAction : SynchronousCommandLineAction
{
    private const int CommitLetters = 10;

    /// <summary>The version of the program with the commit, such as <c>1.2.0 (commit 4be1d20c5a)</c>.</summary>
    public static string Text { get; } = Read();

    /// <summary>The version of the program without the commit, such as <c>1.2.0</c>.</summary>
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
