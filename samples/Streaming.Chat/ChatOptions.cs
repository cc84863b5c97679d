namespace Streaming.Chat;

/// <summary>The options of the command line.</summary>
/// <param name="Server">The address of the server.</param>
/// <param name="Name">The name of the user in the chat; with a token, the token's name is used instead.</param>
/// <param name="Room">The room to join at the start.</param>
/// <param name="Token">A token, for a server that requires one.</param>
internal sealed record ChatOptions(Uri Server, string? Name, string Room, string? Token)
{
    public const string Usage =
        "dotnet run --project samples/Streaming.Chat -- [--url http://localhost:5000] [--name ann] [--room lobby] [--token …]";

    /// <summary>Parses the command line; null if it is invalid.</summary>
    public static ChatOptions? Parse(string[] arguments)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (arguments[i] is not ("--url" or "--name" or "--room" or "--token") || i + 1 == arguments.Length)
                return null;
            given[arguments[i]] = arguments[i + 1];
        }

        return Uri.TryCreate(given.GetValueOrDefault("--url", "http://localhost:5000"), UriKind.Absolute, out var server)
            ? new ChatOptions(server, given.GetValueOrDefault("--name", given.ContainsKey("--token") ? string.Empty : Environment.UserName),
                given.GetValueOrDefault("--room", "lobby"), given.GetValueOrDefault("--token"))
            : null;
    }
}
