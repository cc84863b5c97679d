using System.CommandLine;

namespace Streaming.Server.Commands.Client;

/// <summary>A command that sends requests to a running server.</summary>
/// <param name="name">The word on the command line that selects the command.</param>
/// <param name="description">A sentence that describes the command in the output of <c>--help</c>.</param>
internal abstract class ClientCommand(string name, string description) : AppCommand(name, description)
{
    private readonly Option<string> _server = new("--server")
    {
        Description = "The address of the server, with its path prefix (default: STREAMING_SERVER, or http://localhost:5000).",
        HelpName = "URL",
    };

    private readonly Option<string> _token = new("--token")
    {
        Description = "The token. Other users of the machine can see it; prefer the environment variable STREAMING_TOKEN.",
        HelpName = "TOKEN",
    };

    /// <summary>
    /// Sets the function that the command runs, and adds the options for the server and the token. Call this method after all other options
    /// were added, so that the help shows the other options first.
    /// </summary>
    protected void RunClient(Func<CommandContext, ServerClient, Task<int>> action)
    {
        Add(_server);
        Add(_token);
        Run(async context =>
        {
            using var client = ServerClient.Create(context.Get(_server), context.Get(_token));
            return await action(context, client);
        });
    }
}
