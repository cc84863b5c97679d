namespace Streaming.Server.Commands.Tokens;

/// <summary>The command <c>token</c>, which contains the commands that create and show tokens.</summary>
internal sealed class TokenCommand : AppCommand
{
    public TokenCommand()
        : base("token", "Create and show tokens.")
    {
        Add(new TokenCreateCommand());
        Add(new TokenShowCommand());
    }
}
