namespace Streaming.Server.Hosting;

/// <summary>Parses the command line of the server program.</summary>
internal static class CommandLine
{
    public const string Usage = """
        dotnet run --project Streaming.Server                 starts the server
        dotnet run --project Streaming.Server -- worker       starts a worker: --concurrency 20, --priorities 5-9
        dotnet run --project Streaming.Server -- migrate      copies an SQLite file to PostgreSQL: migrate --help
        Settings follow as --Key value, such as --Urls http://localhost:5001 --Storage:Path data/streaming.db; README.md lists them.
        """;

    /// <summary>
    /// Returns the first command-line argument that is neither a setting nor the value of a setting; null if there is none. The server uses
    /// this to refuse a misspelt command. The configuration would ignore such an argument without an error.
    /// </summary>
    public static string? UnknownWord(IReadOnlyList<string> args)
    {
        for (var i = 0; i < args.Count; i++)
        {
            var isKey = args[i].StartsWith('-') || args[i].StartsWith('/');
            if (args[i].Contains('=', StringComparison.Ordinal))
                continue;
            if (!isKey)
                return args[i];
            // The next argument is the value of this setting ("--key value"), so it is skipped.
            i++;
        }

        return null;
    }

    /// <summary>Returns whether the arguments request the usage text (<c>--help</c>, <c>-h</c> or <c>-?</c>).</summary>
    public static bool IsHelpRequested(IReadOnlyList<string> args) => args.Any(arg => arg is "--help" or "-h" or "-?");
}
