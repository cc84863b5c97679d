using System.CommandLine;

namespace Streaming.Server.Commands.Client;

/// <summary>A command that sends requests to a running server.</summary>
/// <param name="name">The word that selects the command.</param>
/// <param name="description">A sentence for <c>--help</c>.</param>
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

    /// <summary>Sets what the command does with the server. Call it after all other options are added, so that help shows them first.</summary>
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
