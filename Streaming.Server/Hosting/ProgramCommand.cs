namespace Streaming.Server.Hosting;

/// <summary>
/// The beginning of a command line that runs this program, such as <c>/usr/bin/streaming</c>, for commands that the log suggests. Only
/// the server's own program has this service: an application that hosts the server has no commands.
/// </summary>
/// <param name="Text">The path of the program, as a shell reads it.</param>
internal sealed record ProgramCommand(string Text)
{
    /// <summary>Returns the command line of the program that is running.</summary>
    public static ProgramCommand Current() => new(Of(Environment.ProcessPath ?? "streaming", Environment.GetCommandLineArgs()[0]));

    /// <summary>Returns the command line that runs a program.</summary>
    /// <param name="process">The path of the executable file of the process.</param>
    /// <param name="assembly">The path of the assembly that the process runs.</param>
    internal static string Of(string process, string assembly) =>
        Path.GetFileNameWithoutExtension(process) == "dotnet" ? $"dotnet {Quote(Path.GetFullPath(assembly))}" : Quote(process);

    /// <summary>Returns a path as a shell reads it: in quotes if it has a character that means something to the shell.</summary>
    internal static string Quote(string path) =>
        path.All(static each => char.IsAsciiLetterOrDigit(each) || each is '/' or '.' or '_' or '-') ? path
        : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
